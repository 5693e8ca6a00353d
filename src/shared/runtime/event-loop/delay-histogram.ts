import type { RuntimeFamilies } from '../families/runtime-families.js';
import { RuntimeHistogram } from '../families/runtime-histogram.js';
import type { Waits } from './delay-window.js';

/** The histogram of the event loop's delay. It observes many waits at a time. */
export class DelayHistogram {
  readonly #histogram: RuntimeHistogram;

  constructor(families: RuntimeFamilies) {
    const family = families.make({
      name: 'nodejs_eventloop_delay_seconds',
      help: 'How long an event waits for the event loop, had one come every 10 ms.',
      type: 'histogram',
      bounds: BUCKETS,
    });
    this.#histogram = new RuntimeHistogram(family.series(), BUCKETS);
  }

  /** Records in the tracker the waits that were observed since the last call. */
  record(): void {
    this.#histogram.record();
  }

  /** Observes each of the waits, at a cost that does not grow with their number. */
  observe(waits: Waits): void {
    const { longestMs, stepMs, count } = waits;
    if (count > FEW) this.#observeBuckets(waits);
    else for (let index = 0; index < count; index++) this.#histogram.observe((longestMs - index * stepMs) / 1000);
  }

  #observeBuckets(waits: Waits): void {
    const { longestMs, stepMs, count } = waits;
    let observed = 0;
    for (const bound of ALL_BOUNDS) {
      const within = countWithin(waits, bound * 1000);
      const inBucket = within - observed;
      // The mean of the waits in one bucket lies in the same bucket.
      const fromLongest = count - within + (inBucket - 1) / 2;
      if (inBucket > 0) this.#histogram.observe((longestMs - stepMs * fromLongest) / 1000, inBucket);
      observed = within;
      if (observed === count) return;
    }
  }
}

const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const ALL_BOUNDS = [...BUCKETS, Number.POSITIVE_INFINITY];

/** Maximum number of waits that are observed one by one. Finding the buckets of all waits at once costs as much as this. */
const FEW = 4;

/** Counts the waits of `boundMs` at most. */
function countWithin({ longestMs, stepMs, count }: Waits, boundMs: number): number {
  if (longestMs <= boundMs) return count;
  return Math.max(0, count - Math.ceil((longestMs - boundMs) / stepMs));
}
