import { countedPage, countingApp, judgeTotals } from '../../scenario/counting.js';
import { scenario } from '../../scenario/scenario.js';

/** A worker dies. `rate()` takes a total that falls for a restart of the app, and shows traffic that never was. */
export const killedWorker = scenario({
  id: 'killed-worker',
  name: 'A worker is killed (SIGKILL)',
  expected: 'totals do not fall',
  workers: 3,
  app: countingApp,
  observe: async (cluster) => {
    const before = await countedPage(cluster);
    const { pid } = cluster.worker(0);
    cluster.kill(0);
    await cluster.until('the worker to end', () => cluster.endOf(pid) !== undefined);
    await cluster.until('its successor', () => cluster.worker(0).pid !== pid);
    return { before, after: await cluster.scrape() };
  },
  judge: judgeTotals,
});
