import { setTimeout } from 'node:timers/promises';
import type { Effort } from '../../costs/measurement.js';
import { medians } from '../../costs/quantiles.js';
import { interleave, type Measure } from '../../costs/rounds.js';
import { scrapePage } from '../../loopback/scrape-client.js';
import type { AppProcess } from '../../processes/app-process.js';
import { withTurns } from '../../processes/app-turns.js';
import type { Row } from '../../report/row.js';

const EFFORT = {
  full: { workers: 4, series: 10_000, counts: [0, 1, 2, 4, 8], rounds: 3, awakeMs: 300, roundMs: 1000 },
  quick: { workers: 1, series: 100, counts: [0, 1, 2], rounds: 1, awakeMs: 0, roundMs: 100 },
};
const MODES = ['ours', 'prom-client'] as const;

/** Measures the CPU time of a cluster against the number of scrapers that scrape at once. */
export async function measureScrapesAtOnce(effort: Effort): Promise<Row[]> {
  const { workers, series, counts, rounds, awakeMs, roundMs } = EFFORT[effort];
  const costs = await withTurns(MODES, { workers, series, app: 'plain', awakeMs }, async (turns) => {
    const works: Record<string, Measure> = {};
    for (const scrapes of counts)
      for (const mode of MODES)
        works[`${mode} ${scrapes}`] = () => turns.turn(mode, (app) => cpuOfRound(app, scrapes, roundMs));
    return medians(await interleave(rounds, works));
  });
  return counts.map((scrapes) => ({
    group: 'scrape',
    name: 'CPU of all processes in a second, with so many scrapers at once',
    unit: 'ms',
    params: { workers, series, scrapes },
    ours: costs[`ours ${scrapes}`] ?? null,
    peers: { 'prom-client': costs[`prom-client ${scrapes}`] ?? Number.NaN },
  }));
}

/**
 * The CPU time of one round in ms. All rounds last equally long: each contains the same work of the app itself, whose
 * values change every second.
 */
async function cpuOfRound(app: AppProcess, scrapes: number, roundMs: number): Promise<number> {
  const before = await app.look();
  await Promise.all([setTimeout(roundMs), scrapeAtOnce(app, scrapes)]);
  const after = await app.look();
  return (after.cpuMicros - before.cpuMicros) / 1000;
}

async function scrapeAtOnce({ metricsUrl }: AppProcess, scrapes: number): Promise<void> {
  await Promise.all(Array.from({ length: scrapes }, () => scrapePage(metricsUrl)));
}
