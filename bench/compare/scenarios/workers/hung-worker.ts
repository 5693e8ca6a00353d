import { totalOf } from '../../cluster/samples.js';
import { COUNTED, COUNTED_EACH, countingApp, judgeTotals } from '../../scenario/counting.js';
import { scenario } from '../../scenario/scenario.js';

/** Longer than any scrape is waited for; the driver kills the worker before. */
const HANG_MS = 60_000;

/** An endless loop, a huge JSON.parse: the worker answers nobody. */
export const hungWorker = scenario({
  id: 'hung-worker',
  name: 'A worker hangs',
  expected: 'the scrape answers, with the whole total',
  app: (context) => ({
    ...countingApp(context),
    hang: () => () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, HANG_MS),
  }),
  observe: async (cluster) => {
    await cluster.tellAll('count');
    const before = await cluster.scrapeUntil((samples) => totalOf(samples, COUNTED) === COUNTED_EACH * cluster.size);
    await cluster.tell(0, 'hang');
    return { before, after: await cluster.scrape() };
  },
  judge: judgeTotals,
});
