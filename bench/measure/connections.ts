import { setTimeout } from 'node:timers/promises';
import { type AppProcess, withApp } from '../app-process.js';
import { Child } from '../child.js';
import { goalRow } from '../goals.js';
import type { AppMode } from '../programs/cluster-app-messages.js';
import type { ConnectOrder } from '../programs/new-connections.js';
import { interleave, median, percentile } from '../rounds.js';
import type { Effort, Row } from '../row.js';
import { tryScrape } from '../scrape-client.js';

const EFFORT = {
  full: { workers: 16, series: 10_000, rounds: 4, count: 500, everyMs: 10, scrapeEveryMs: 1000 },
  quick: { workers: 1, series: 100, rounds: 1, count: 20, everyMs: 5, scrapeEveryMs: 50 },
};

/** How long a new connection waits for its answer, while the cluster is scraped every second and while it is not. */
export async function measureConnections(effort: Effort): Promise<Row[]> {
  const { workers, series, count, everyMs, scrapeEveryMs } = EFFORT[effort];
  const ours = await measureMode('ours', effort);
  const peer = await measureMode('prom-client', effort);
  const params = { workers, series, connections: count, everyMs, scrapeEveryMs };
  const row = { group: 'connections', unit: 'ms', params } as const;
  return [
    goalRow('connections', {
      unit: '%',
      params,
      ours: ours.risePercent,
      peers: { 'prom-client': peer.risePercent },
      goal: '<= 10 % more',
      isMet: ours.risePercent <= 10,
    }),
    {
      ...row,
      name: 'new-connection p99, not scraped',
      ours: ours.quietMs,
      peers: { 'prom-client': peer.quietMs },
    },
    { ...row, name: 'new-connection p99, scraped', ours: ours.scrapedMs, peers: { 'prom-client': peer.scrapedMs } },
  ];
}

function measureMode(mode: AppMode, effort: Effort) {
  const { workers, series, rounds } = EFFORT[effort];
  return withApp({ mode, workers, series, app: 'plain' }, async (app) => {
    const connector = new Child('new-connections', { settings: {} });
    try {
      await connector.answer();
      const p99s = await interleave(rounds, {
        quiet: () => p99(connector, app, effort),
        scraped: () => whileScraped(app, effort, () => p99(connector, app, effort)),
      });
      const quietMs = median(p99s.quiet);
      const scrapedMs = median(p99s.scraped);
      return { quietMs, scrapedMs, risePercent: (scrapedMs / quietMs - 1) * 100 };
    } finally {
      await connector.close();
    }
  });
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
