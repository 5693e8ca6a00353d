import { promisify } from 'node:util';
import { constants, gzip, gzipSync } from 'node:zlib';
import { meanCpuMs } from '../../costs/cpu-time.js';
import type { Effort } from '../../costs/measurement.js';
import { medians } from '../../costs/quantiles.js';
import { interleave } from '../../costs/rounds.js';
import { scrapePage } from '../../loopback/scrape-client.js';
import type { Row } from '../../report/row.js';
import { beginWorkers, enterFlush, pageUrl, startThread } from '../../workload/aggregator-thread.js';
import { Fleet } from '../../workload/fleet.js';

const EFFORT = {
  full: { rounds: 15, times: 20, sizes: [1000, 3000, 10_000] },
  quick: { rounds: 1, times: 2, sizes: [1000] },
};
const WORKERS = 4;
const LEVEL = { level: constants.Z_BEST_SPEED };
const compress = promisify(gzip);

/** Measures the compression of the page, and the bytes that it saves. */
export async function measureGzip(effort: Effort): Promise<Row[]> {
  const rows: Row[] = [];
  for (const series of EFFORT[effort].sizes) rows.push(...(await measureSize(series, effort)));
  return rows;
}

async function measureSize(series: number, effort: Effort): Promise<Row[]> {
  const { rounds, times } = EFFORT[effort];
  const { page, zipped } = await pageOf(series);
  // Ours is the call that the server makes; bare is the least that zlib takes for the same bytes.
  const costs = await interleave(rounds, {
    ours: () => meanCpuMs(times, async () => void (await compress(page, LEVEL))),
    bare: () => meanCpuMs(times, () => void gzipSync(page, LEVEL)),
  });
  const { ours, bare } = medians(costs);
  const row = { group: 'gzip', params: { series } } as const;
  const call = 'the same call of zlib at level 1 on the bytes of a page, on a thread of its pool; bare: synchronous';
  const sent = 'bare: without gzip, as prom-client sends it';
  return [
    { ...row, name: 'gzip of the page', unit: 'ms', ours, peers: { bare }, note: call },
    {
      ...row,
      name: 'bytes of the page, with gzip',
      unit: 'B',
      ours: zipped.byteLength,
      peers: { bare: page.byteLength },
      note: sent,
    },
  ];
}

/** A page as the aggregator serves the page, plain and compressed. */
async function pageOf(series: number): Promise<{ page: Buffer; zipped: Buffer }> {
  const thread = await startThread();
  try {
    beginWorkers(thread, WORKERS);
    enterFlush(thread, new Fleet(WORKERS, series).flush(1));
    const { bytes: page } = await scrapePage(pageUrl(thread));
    const { bytes: zipped } = await scrapePage(pageUrl(thread), { 'accept-encoding': 'gzip' });
    return { page, zipped };
  } finally {
    await thread.close();
  }
}
