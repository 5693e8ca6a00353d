import { AggregatorThread } from '../../src/primary/aggregator-thread.js';
import { resolveOptions } from '../../src/shared/resolve-options.js';

/** The aggregator thread as a primary starts it, on a free metrics port, with nobody to ask for a flush. */
export async function startThread(): Promise<AggregatorThread> {
  const logger = { info: () => undefined, warn: () => undefined, error: console.error };
  const metrics = { port: 0, maxSeries: 1_000_000, scrapeTimeoutMs: 1 };
  const thread = new AggregatorThread(resolveOptions({ metrics, logger }, {}), {
    flush: () => undefined,
    resync: (incarnation) => console.error(`Incarnation ${incarnation} was asked to say everything again`),
    living: () => [],
  });
  await thread.start();
  return thread;
}
