import type { Orders } from '../cluster/orders.js';
import { samplesOf, totalOf } from '../cluster/samples.js';
import type { Scrape } from '../cluster/scrape.js';
import { type AppContext, answered, type Outcome } from './scenario.js';

/** The family that {@link countingApp} counts in. */
export const COUNTED = 'work_total';
/** What each worker counts at once. */
export const COUNTED_EACH = 100;

/** An app that counts when it is told to. */
export function countingApp({ client }: AppContext): Orders {
  const counter = new client.Counter({ name: COUNTED, help: 'Work done.' });
  return { count: () => counter.inc(COUNTED_EACH) };
}

/** Passes when the first page has the whole total and the second one nothing less. */
export function judgeTotals({ before, after }: { readonly before: Scrape; readonly after: Scrape }): Outcome {
  const failure = answered(before) ?? answered(after);
  if (failure) return failure;
  const [was = Number.NaN, is = Number.NaN] = [before, after].map(({ text }) => totalOf(samplesOf(text), COUNTED));
  return { passes: was > 0 && is >= was, observed: `${COUNTED} ${was} -> ${is}` };
}
