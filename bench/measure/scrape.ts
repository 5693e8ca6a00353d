import { setTimeout } from 'node:timers/promises';
import { type AppProcess, withApp } from '../app-process.js';
import type { AppMode } from '../programs/cluster-app-messages.js';
import { percentile } from '../rounds.js';
import type { Effort, Row } from '../row.js';
import { failureNote, tryScrape } from '../scrape-client.js';

const EFFORT = {
  full: {
    sizes: [
      { workers: 4, series: 1000 },
      { workers: 4, series: 3000 },
      { workers: 4, series: 10_000 },
      { workers: 1, series: 10_000 },
      { workers: 16, series: 10_000 },
    ],
    seconds: 6,
    most: 100,
  },
  quick: { sizes: [{ workers: 1, series: 100 }], seconds: 1, most: 3 },
};
/** Between two scrapes; a multiple of no timer of the app's. */
const PAUSE_MS = 70;
const WARM_UP = 3;

/** How long a GET of the page takes, from a real cluster in which every value changes every second. */
export async function measureScrape(effort: Effort): Promise<Row[]> {
  const { sizes, seconds, most } = EFFORT[effort];
  const rows: Row[] = [];
  for (const size of sizes) {
    const latencies = async (mode: AppMode) =>
      withApp({ mode, ...size, app: 'plain' }, (app) => scrapeFor(app, mode, seconds * 1000, most));
    const ours = await latencies('ours');
    const peer = await latencies('prom-client');
    for (const [name, share] of [
      ['end-to-end scrape, p50', 0.5],
      ['end-to-end scrape, p99', 0.99],
    ] as const) {
      const peers = { 'prom-client': percentile(peer.latencies, share) };
      const failed = [ours, peer].flatMap(({ mode, failures, latencies }) =>
        failureNote(mode, failures, latencies.length),
      );
      const counts = `of ${ours.latencies.length} scrapes; of prom-client, ${peer.latencies.length}`;
      const note = [counts, ...failed].join('; ');
      rows.push({
        group: 'scrape',
        name,
        unit: 'ms',
        params: size,
        ours: percentile(ours.latencies, share),
        peers,
        note,
      });
    }
  }
  return rows;
}

interface Scrapes {
  readonly mode: AppMode;
  readonly latencies: readonly number[];
  readonly failures: number;
}

async function scrapeFor({ metricsUrl }: AppProcess, mode: AppMode, limitMs: number, most: number): Promise<Scrapes> {
  for (let done = 0; done < WARM_UP; done++) await tryScrape(metricsUrl);
  const latencies: number[] = [];
  let failures = 0;
  const end = performance.now() + limitMs;
  while (latencies.length < most && (performance.now() < end || latencies.length === 0)) {
    const { ms, hasFailed } = await tryScrape(metricsUrl);
    latencies.push(ms);
    if (hasFailed) failures++;
    await setTimeout(PAUSE_MS);
  }
  return { mode, latencies, failures };
}
