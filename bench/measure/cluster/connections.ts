import { setTimeout } from 'node:timers/promises';
import type { Effort } from '../../costs/measurement.js';
import { median, percentile } from '../../costs/quantiles.js';
import { interleave } from '../../costs/rounds.js';
import { tryScrape } from '../../loopback/scrape-client.js';
import { leftOutNote, runnablePeers } from '../../peers/peers.js';
import type { AppProcess } from '../../processes/app-process.js';
import { type AppTurns, withTurns } from '../../processes/app-turns.js';
import { Child } from '../../processes/child.js';
import type { AppMode } from '../../programs/cluster-app/cluster-app-messages.js';
import type { ConnectOrder } from '../../programs/new-connections.js';
import { goalRow } from '../../report/goals.js';
import type { Row } from '../../report/row.js';

const EFFORT = {
  full: {
    ...{ workers: 16, series: 10_000, rounds: 12, roundsOfOthers: 1, awakeMs: 1000 },
    ...{ count: 400, everyMs: 10, scrapeEveryMs: 1000 },
  },
  quick: {
    ...{ workers: 1, series: 100, rounds: 1, roundsOfOthers: 0, awakeMs: 0 },
    ...{ count: 20, everyMs: 5, scrapeEveryMs: 50 },
  },
};
/** Modes that have all rounds. The peers have fewer rounds: their figures differ so far that one round shows it. */
const MODES: readonly AppMode[] = ['ours'];

/**
 * Measures how long a new connection waits for its answer, while the cluster is scraped every second and while it is
 * not.
 */
export async function measureConnections(effort: Effort): Promise<Row[]> {
  const { workers, series, count, everyMs, scrapeEveryMs, awakeMs } = EFFORT[effort];
  const modes: readonly AppMode[] = ['ours', ...runnablePeers()];
  const waits = await withTurns(modes, { workers, series, app: 'plain', awakeMs }, async (turns) => {
    const connector = new Child('new-connections', { settings: {} });
    try {
      await connector.answer();
      return await measureModes(turns, connector, modes, effort);
    } finally {
      await connector.close();
    }
  });
  return rows(waits, { workers, series, connections: count, everyMs, scrapeEveryMs });
}

/** The p99 of the time that new connections wait, while an app is not scraped and while it is scraped. */
interface Waits {
  readonly quietMs: number;
  readonly scrapedMs: number;
}

async function measureModes(turns: AppTurns, connector: Child, modes: readonly AppMode[], effort: Effort) {
  const { rounds, roundsOfOthers } = EFFORT[effort];
  const found = new Map<AppMode, { quiet: number[]; scraped: number[] }>();
  const works = modes.map((mode) => {
    const its = { quiet: [] as number[], scraped: [] as number[] };
    found.set(mode, its);
    const work = async (app: AppProcess) => {
      its.quiet.push(await p99(connector, app, effort));
      return its.scraped.push(await whileScraped(app, effort, () => p99(connector, app, effort)));
    };
    return [mode, () => turns.turn(mode, work)] as const;
  });
  const few = modes.filter((mode) => !MODES.includes(mode)).map((mode) => [mode, roundsOfOthers]);
  await interleave(rounds, Object.fromEntries(works), Object.fromEntries(few));
  return new Map([...found].map(([mode, its]) => [mode, waitsOf(its.quiet, its.scraped)]));
}

/** The medians of the rounds. The first round only warms up, unless it is the only round. */
function waitsOf(quiet: readonly number[], scraped: readonly number[]): Waits {
  const from = Math.min(1, quiet.length - 1);
  return { quietMs: median(quiet.slice(from)), scrapedMs: median(scraped.slice(from)) };
}

function rows(waits: ReadonlyMap<AppMode, Waits>, params: Row['params']): Row[] {
  const figures = (what: (its: Waits) => number) => {
    const { ours = Number.NaN, ...peers } = Object.fromEntries([...waits].map(([mode, its]) => [mode, what(its)]));
    return { ours, peers };
  };
  const row = { group: 'connections', unit: 'ms', params } as const;
  const rise = figures(({ quietMs, scrapedMs }) => (scrapedMs / quietMs - 1) * 100);
  const isMet = rise.ours <= 10;
  return [
    goalRow('connections', { unit: '%', params, ...rise, goal: '<= 10 % more', isMet, ...leftOutNote() }),
    { ...row, name: 'new-connection p99, not scraped', ...figures(({ quietMs }) => quietMs) },
    { ...row, name: 'new-connection p99, scraped', ...figures(({ scrapedMs }) => scrapedMs) },
  ];
}

async function p99(connector: Child, { url }: AppProcess, effort: Effort): Promise<number> {
  const { count, everyMs } = EFFORT[effort];
  const order: ConnectOrder = { url, count, everyMs };
  return percentile(await connector.ask<number[]>(order), 0.99);
}

async function whileScraped<T>({ metricsUrl }: AppProcess, effort: Effort, work: () => Promise<T>): Promise<T> {
  const over = new AbortController();
  const scraping = scrapeUntil(over.signal, metricsUrl, EFFORT[effort].scrapeEveryMs);
  try {
    return await work();
  } finally {
    over.abort();
    await scraping;
  }
}

async function scrapeUntil(over: AbortSignal, url: string, everyMs: number): Promise<void> {
  while (!over.aborted) {
    const { ms } = await tryScrape(url);
    await setTimeout(Math.max(0, everyMs - ms), undefined, { signal: over }).catch(() => undefined);
  }
}
