import { setTimeout } from 'node:timers/promises';
import type { Effort } from '../../costs/measurement.js';
import { median } from '../../costs/quantiles.js';
import { residentBytes } from '../../costs/resident-memory.js';
import { failureNote, tryScrape } from '../../loopback/scrape-client.js';
import { type AppProcess, withApp } from '../../processes/app-process.js';
import type { AppMode } from '../../programs/cluster-app/cluster-app-messages.js';
import type { Row } from '../../report/row.js';

const MEGABYTE = 1024 * 1024;
const EFFORT = {
  full: { workers: 4, sizes: [1000, 10_000, 100_000], scrapes: 8, everyMs: 500 },
  quick: { workers: 1, sizes: [100], scrapes: 2, everyMs: 10 },
};

/** Measures the memory of the processes of a cluster after some scrapes, against the series on the page. */
export async function measureMemory(effort: Effort): Promise<Row[]> {
  const { sizes, workers } = EFFORT[effort];
  const rows: Row[] = [];
  for (const series of sizes) {
    const ours = await measureMode('ours', series, effort);
    const peer = await measureMode('prom-client', series, effort);
    const bare = await measureMode('bare', series, effort);
    for (const who of ['primary', 'worker'] as const) {
      const peers = { bare: bare[who], 'prom-client': peer[who] };
      const note = ['every worker has all the series; bare: nobody reads them', ...ours.failed, ...peer.failed].join(
        '; ',
      );
      const name = `resident memory, ${who}`;
      const params = { workers, series };
      rows.push({ group: 'memory', name, unit: 'MB', params, ours: ours[who], peers, note });
    }
  }
  return rows;
}

function measureMode(mode: AppMode, series: number, effort: Effort) {
  const { workers, scrapes, everyMs } = EFFORT[effort];
  return withApp({ mode, workers, series, app: 'plain' }, async (app) => {
    let failures = 0;
    for (let done = 0; done < scrapes; done++) {
      if (app.metricsUrl !== '' && (await tryScrape(app.metricsUrl)).hasFailed) failures++;
      await setTimeout(everyMs);
    }
    return { ...(await residentOf(app)), failed: failureNote(mode, failures, scrapes) };
  });
}

async function residentOf(app: AppProcess): Promise<{ primary: number; worker: number }> {
  const { primary, workers } = await app.look();
  const megabytes = (pid: number) => (residentBytes(pid) ?? Number.NaN) / MEGABYTE;
  return { primary: megabytes(primary), worker: median(workers.map(megabytes)) };
}
