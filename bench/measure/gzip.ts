import { constants, gzipSync } from 'node:zlib';
import type { AggregatorThread } from '../../src/primary/aggregator-thread.js';
import { Fleet } from '../fleet.js';
import { cpuMs, interleave, median, medians, settle } from '../rounds.js';
import type { Effort, Row } from '../row.js';
import { scrapePage } from '../scrape-client.js';
import { startThread } from './aggregator-thread.js';

const EFFORT = { full: { rounds: 15, sizes: [1000, 10_000] }, quick: { rounds: 2, sizes: [1000] } };
const WORKERS = 4;
const SHARES = [0, 0.01, 1];

/** What it adds to a scrape over HTTP to answer with gzip, and what it saves on the wire. */
export async function measureGzip(effort: Effort): Promise<Row[]> {
  const { rounds, sizes } = EFFORT[effort];
  const rows: Row[] = [];
  for (const series of sizes) {
    const thread = await startThread();
    try {
      for (let slot = 0; slot < WORKERS; slot++)
        thread.enter({ kind: 'began', slot, incarnation: slot + 1, pid: process.pid });
      const fleet = new Fleet(WORKERS, series);
      enter(thread, fleet, 1);
      for (const changed of SHARES) rows.push(...(await measureShare(thread, fleet, { series, changed }, rounds)));
    } finally {
      await thread.close();
    }
  }
  return rows;
}

async function measureShare(
  thread: AggregatorThread,
  fleet: Fleet,
  params: { series: number; changed: number },
  rounds: number,
): Promise<Row[]> {
  const url = `http://127.0.0.1:${thread.port}/metrics`;
  const sizes = { plain: [] as number[], zipped: [] as number[] };
  let page: Buffer = Buffer.alloc(0);
  const scraped = async (headers: Record<string, string>, bytes: number[]) => {
    enter(thread, fleet, params.changed);
    await settle();
    return cpuMs(async () => {
      page = (await scrapePage(url, headers)).bytes;
      bytes.push(page.byteLength);
    });
  };
  const costs = await interleave(rounds, {
    zipped: () => scraped({ 'accept-encoding': 'gzip' }, sizes.zipped),
    plain: () => scraped({}, sizes.plain),
    bare: () => cpuMs(() => void gzipSync(page, { level: constants.Z_BEST_SPEED })),
  });
  const { zipped, plain, bare } = medians(costs);
  return [
    {
      group: 'gzip',
      name: 'what gzip adds to a scrape',
      unit: 'ms',
      params,
      ours: zipped - plain,
      peers: { bare },
      note: 'bare: zlib at level 1, of the whole page',
    },
    {
      group: 'gzip',
      name: 'bytes of the page, with gzip',
      unit: 'B',
      params,
      ours: median(sizes.zipped),
      peers: { bare: median(sizes.plain) },
      note: 'bare: without gzip, as prom-client sends it',
    },
  ];
}

function enter(thread: AggregatorThread, fleet: Fleet, changed: number): void {
  for (const [slot, frames] of fleet.flush(changed).entries())
    for (const bytes of frames) thread.enter({ kind: 'frame', slot, incarnation: slot + 1, bytes });
}
