import { setTimeout } from 'node:timers/promises';
import { type AppProcess, withApp } from '../app-process.js';
import type { AppMode } from '../programs/cluster-app-messages.js';
import { median } from '../rounds.js';
import type { Effort, Row } from '../row.js';
import { scrapePage } from '../scrape-client.js';

const EFFORT = {
  full: { workers: 4, series: 10_000, counts: [0, 1, 2, 4, 8], rounds: 5 },
  quick: { workers: 1, series: 100, counts: [0, 1, 2], rounds: 1 },
};
/** What all rounds last, so that what the app does by itself is in each: its values change every second. */
const ROUND_MS = 1000;

/** What scrapers that come at once cost a cluster, beside what it does unasked. */
export async function measureScrapesAtOnce(effort: Effort): Promise<Row[]> {
  const { workers, series, counts } = EFFORT[effort];
  const ours = await measureMode('ours', effort);
  const peer = await measureMode('prom-client', effort);
  const name = 'CPU of all processes in a second, with so many scrapers at once';
  return counts.map((scrapes, at) => ({
    group: 'scrape',
    name,
    unit: 'ms',
    params: { workers, series, scrapes },
    ours: ours[at] ?? null,
    peers: { 'prom-client': peer[at] ?? Number.NaN },
  }));
}

function measureMode(mode: AppMode, effort: Effort): Promise<number[]> {
  const { workers, series, counts, rounds } = EFFORT[effort];
  return withApp({ mode, workers, series, app: 'plain' }, async (app) => {
    const costs: number[][] = counts.map(() => []);
    await scrapeAtOnce(app, 1);
    for (let round = 0; round < rounds; round++)
      for (const [at, scrapes] of counts.entries()) costs[at]?.push(await cpuOfSecond(app, scrapes));
    return costs.map(median);
  });
}

async function cpuOfSecond(app: AppProcess, scrapes: number): Promise<number> {
  const before = await app.look();
  await Promise.all([setTimeout(ROUND_MS), scrapeAtOnce(app, scrapes)]);
  const after = await app.look();
  return (after.cpuMicros - before.cpuMicros) / 1000;
}

async function scrapeAtOnce({ metricsUrl }: AppProcess, scrapes: number): Promise<void> {
  await Promise.all(Array.from({ length: scrapes }, () => scrapePage(metricsUrl)));
}
