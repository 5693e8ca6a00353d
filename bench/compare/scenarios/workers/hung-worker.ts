import { countedPage, countingApp, judgeTotals } from '../../scenario/counting.js';
import { scenario } from '../../scenario/scenario.js';

/** Time for which the worker hangs: more than any scrape lasts. The driver kills the worker before. */
const HANG_MS = 60_000;

/** The worker answers nobody, as in an endless loop or a huge JSON.parse. */
export const hungWorker = scenario({
  id: 'hung-worker',
  name: 'A worker hangs',
  expected: 'the scrape answers, with the whole total',
  app: (context) => ({
    ...countingApp(context),
    hang: () => () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, HANG_MS),
  }),
  observe: async (cluster) => {
    const before = await countedPage(cluster);
    await cluster.tell(0, 'hang');
    return { before, after: await cluster.scrape() };
  },
  judge: judgeTotals,
});
