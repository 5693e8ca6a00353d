import type { Outcome } from '../../report/compare-report.js';
import type { ClusterUnderTest } from '../cluster/cluster-under-test.js';
import type { Orders } from '../cluster/orders.js';
import { samplesOf, totalOf } from '../cluster/samples.js';
import type { Scrape } from '../cluster/scrape.js';
import { type AppContext, answered } from './scenario.js';

/** Name of the counter of {@link countingApp}. */
const COUNTED = 'work_total';
/** Amount that a worker counts at each order. */
const COUNTED_EACH = 100;

/** An app whose counter grows by {@link COUNTED_EACH} at each order `count`. */
export function countingApp({ client }: AppContext): Orders {
  const counter = new client.Counter({ name: COUNTED, help: 'Work done.' });
  return { count: () => counter.inc(COUNTED_EACH) };
}

/**
 * Has every worker count once.
 * @returns a page with the whole total, or the last page if none shows the whole total in time
 */
export async function countedPage(cluster: ClusterUnderTest): Promise<Scrape> {
  await cluster.tellAll('count');
  return cluster.scrapeUntil((samples) => totalOf(samples, COUNTED) === COUNTED_EACH * cluster.size);
}

/** Passes when the total on the second page is not less than the total on the first. */
export function judgeTotals({ before, after }: { readonly before: Scrape; readonly after: Scrape }): Outcome {
  const failure = answered(before) ?? answered(after);
  if (failure) return failure;
  const [was = Number.NaN, is = Number.NaN] = [before, after].map(({ text }) => totalOf(samplesOf(text), COUNTED));
  return { passes: was > 0 && is >= was, observed: `${COUNTED} ${was} -> ${is}` };
}
