import { totalOf } from '../../cluster/samples.js';
import { COUNTED, COUNTED_EACH, countingApp, judgeTotals } from '../../scenario/counting.js';
import { scenario } from '../../scenario/scenario.js';

/** `rate()` takes a total that falls for a restart of the app, and invents traffic. */
export const killedWorker = scenario({
  id: 'killed-worker',
  name: 'A worker is killed (SIGKILL)',
  expected: 'totals do not fall',
  workers: 3,
  app: countingApp,
  observe: async (cluster) => {
    await cluster.tellAll('count');
    const before = await cluster.scrapeUntil((samples) => totalOf(samples, COUNTED) === COUNTED_EACH * cluster.size);
    const { pid } = cluster.worker(0);
    cluster.kill(0);
    await cluster.until('the worker to end', () => cluster.endOf(pid) !== undefined);
    await cluster.until('its successor', () => cluster.worker(0).pid !== pid);
    return { before, after: await cluster.scrape() };
  },
  judge: judgeTotals,
});
