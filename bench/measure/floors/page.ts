import { createServer } from 'node:http';
import type { AggregatorThread } from '../../../src/primary/thread/aggregator-thread.js';
import { meanCpuMs } from '../../costs/cpu-time.js';
import type { Effort } from '../../costs/measurement.js';
import { medians } from '../../costs/quantiles.js';
import { interleave, type Measure } from '../../costs/rounds.js';
import { listenOnLoopback } from '../../loopback/listen.js';
import { scrapePage } from '../../loopback/scrape-client.js';
import type { Row } from '../../report/row.js';
import { beginWorkers, enterFlush, pageUrl, startThread } from '../../workload/aggregator-thread.js';
import { Fleet } from '../../workload/fleet.js';

const EFFORT = { full: { rounds: 15, times: 20, series: 10_000 }, quick: { rounds: 1, times: 2, series: 1000 } };
const SHARES = [0, 0.01, 1];
const WORKERS = 4;

/**
 * Measures a scrape over HTTP beside the least that a page could cost: a copy of its bytes, and an HTTP answer with its
 * bytes.
 */
export async function measureFloor(effort: Effort): Promise<Row[]> {
  const { rounds, times, series } = EFFORT[effort];
  const thread = await startThread();
  beginWorkers(thread, WORKERS);
  const fleet = new Fleet(WORKERS, series);
  enterFlush(thread, fleet.flush(1));
  const { bytes: page } = await scrapePage(pageUrl(thread));
  const target = Buffer.alloc(page.byteLength);
  const server = createServer((_, response) => response.end(page));
  try {
    const bareUrl = `http://127.0.0.1:${await listenOnLoopback(server)}/`;
    const works: Record<string, Measure> = {
      memcpy: () => meanCpuMs(times, () => void page.copy(target)),
      'bare http response': () => meanCpuMs(times, async () => void (await scrapePage(bareUrl))),
    };
    for (const share of SHARES) works[share] = () => meanCpuMs(times, () => scraped(thread, fleet, share));
    return rows(medians(await interleave(rounds, works)), { workers: WORKERS, series });
  } finally {
    server.close();
    await thread.close();
  }
}

function rows(costs: Readonly<Record<string, number>>, params: Row['params']): Row[] {
  const peers = Object.fromEntries(Object.entries(costs).filter(([name]) => Number.isNaN(Number(name))));
  const note = 'CPU of all threads, from the frames to the answer, with the client that reads it, on both sides';
  return SHARES.map((changed) => ({
    group: 'floor',
    name: 'the page, from frames to the HTTP answer',
    unit: 'ms',
    params: { ...params, changed },
    ours: costs[changed] ?? null,
    peers,
    note,
  }));
}

async function scraped(thread: AggregatorThread, fleet: Fleet, changed: number): Promise<void> {
  enterFlush(thread, fleet.flush(changed));
  await scrapePage(pageUrl(thread));
}
