import type { RuntimeFamilies } from '../runtime-families.js';
import { RuntimeHistogram } from '../runtime-histogram.js';
import type { Waits } from './delay-window.js';

const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const ALL_BOUNDS = [...BUCKETS, Number.POSITIVE_INFINITY];

/** One by one, so many cost no more than finding the buckets of all. */
const FEW = 4;

/** A histogram of waits, told many at a time. */
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

  /** Tells what was observed since the last time. */
  tell(): void {
    this.#histogram.tell();
  }

  /** Adds each of the waits, at a cost that does not grow with their number. */
  observe(waits: Waits): void {
    const { longestMs, stepMs, count } = waits;
    if (count > FEW) this.#observeBuckets(waits);
    else for (let index = 0; index < count; index++) this.#histogram.observe((longestMs - index * stepMs) / 1000);
  }

  #observeBuckets(waits: Waits): void {
    const { longestMs, stepMs, count } = waits;
    let told = 0;
    for (const bound of ALL_BOUNDS) {
      const within = countWithin(waits, bound * 1000);
      const inBucket = within - told;
      // The mean of what falls into one bucket falls into it too.
      const fromLongest = count - within + (inBucket - 1) / 2;
      if (inBucket > 0) this.#histogram.observe((longestMs - stepMs * fromLongest) / 1000, inBucket);
      told = within;
      if (told === count) return;
    }
  }
}

/** How many waited so long at most. */
function countWithin({ longestMs, stepMs, count }: Waits, boundMs: number): number {
  if (longestMs <= boundMs) return count;
  return Math.max(0, count - Math.ceil((longestMs - boundMs) / stepMs));
}
