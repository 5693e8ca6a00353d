import { setTimeout } from 'node:timers/promises';
import type { Effort } from '../../costs/measurement.js';
import { percentile } from '../../costs/quantiles.js';
import { failureNote, tryScrape } from '../../loopback/scrape-client.js';
import type { AppProcess } from '../../processes/app-process.js';
import { type AppTurns, withTurns } from '../../processes/app-turns.js';
import type { AppMode } from '../../programs/cluster-app/cluster-app-messages.js';
import type { Row } from '../../report/row.js';

const EFFORT = {
  full: {
    sizes: [
      { workers: 4, series: 1000 },
      { workers: 4, series: 3000 },
      { workers: 4, series: 10_000 },
      { workers: 1, series: 10_000 },
      { workers: 16, series: 10_000 },
    ],
    turns: 3,
    turnMs: 2000,
    awakeMs: 1000,
  },
  quick: { sizes: [{ workers: 1, series: 100 }], turns: 1, turnMs: 200, awakeMs: 0 },
};
/** Pause between two scrapes. No timer of the app has a period that is a multiple of it. */
const PAUSE_MS = 70;
const WARM_UP = 20;
const MODES = ['ours', 'prom-client'] as const;

/** Measures how long a scrape of a real cluster takes, in which every value changes every second. */
export async function measureScrape(effort: Effort): Promise<Row[]> {
  const { sizes, awakeMs } = EFFORT[effort];
  const rows: Row[] = [];
  for (const size of sizes) {
    const settings = { ...size, app: 'plain', awakeMs } as const;
    const [ours, peer] = await withTurns(MODES, settings, (turns) => measureModes(turns, effort));
    if (ours && peer) rows.push(...rowsOf(size, ours, peer));
  }
  return rows;
}

/** The scrapes of one mode. */
interface Scrapes {
  readonly mode: AppMode;
  /** Time of each scrape in ms. */
  readonly latencies: number[];
  failures: number;
}

async function measureModes(turns: AppTurns, effort: Effort): Promise<Scrapes[]> {
  const all = MODES.map((mode): Scrapes => ({ mode, latencies: [], failures: 0 }));
  const warmUp = effort === 'quick' ? 1 : WARM_UP;
  for (const mode of MODES) await turns.turn(mode, (app) => warm(app, warmUp));
  for (let turn = 0; turn < EFFORT[effort].turns; turn++)
    for (const its of all) await turns.turn(its.mode, (app) => scrapeFor(app, EFFORT[effort].turnMs, its));
  return all;
}

async function warm({ metricsUrl }: AppProcess, scrapes: number): Promise<void> {
  for (let done = 0; done < scrapes; done++) await tryScrape(metricsUrl);
}

async function scrapeFor({ metricsUrl }: AppProcess, limitMs: number, its: Scrapes): Promise<void> {
  const end = performance.now() + limitMs;
  do {
    const { ms, hasFailed } = await tryScrape(metricsUrl);
    its.latencies.push(ms);
    if (hasFailed) its.failures++;
    await setTimeout(PAUSE_MS);
  } while (performance.now() < end);
}

function rowsOf(size: { workers: number; series: number }, ours: Scrapes, peer: Scrapes): Row[] {
  const failed = [ours, peer].flatMap(({ mode, failures, latencies }) => failureNote(mode, failures, latencies.length));
  const counts = `of ${ours.latencies.length} scrapes; of prom-client, ${peer.latencies.length}`;
  const row = { group: 'scrape', unit: 'ms', params: size, note: [counts, ...failed].join('; ') } as const;
  const figures = (share: number) => ({
    ours: percentile(ours.latencies, share),
    peers: { 'prom-client': percentile(peer.latencies, share) },
  });
  return [
    { ...row, name: 'end-to-end scrape, p50', ...figures(0.5) },
    { ...row, name: 'end-to-end scrape, p99', ...figures(0.99) },
  ];
}
