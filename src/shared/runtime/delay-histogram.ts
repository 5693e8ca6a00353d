import { Histogram, type Registry } from 'prom-client';
import { isRecord } from '../sample.js';
import type { Waits } from './delay-window.js';

const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const ALL_BOUNDS = [...BUCKETS, Number.POSITIVE_INFINITY];

/** One by one, so many cost no more than finding the buckets of all. */
const FEW = 4;

/** A histogram of waits, told many at a time. */
export class DelayHistogram {
  readonly #histogram: Histogram;

  constructor(registry: Registry) {
    this.#histogram = new Histogram({
      name: 'nodejs_eventloop_delay_seconds',
      help: 'How long an event waits for the event loop, had one come every 10 ms.',
      buckets: BUCKETS,
      registers: [registry],
    });
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
      if (inBucket > 0) this.#observeMany((longestMs - stepMs * fromLongest) / 1000, inBucket);
      told = within;
      if (told === count) return;
    }
  }

  /** prom-client observes one at a time: the first makes the entry that takes the others. */
  #observeMany(seconds: number, count: number): void {
    this.#histogram.observe(seconds);
    const more = count - 1;
    if (more === 0) return;
    const entry = onlyEntryOf(this.#histogram);
    const bound = BUCKETS.find((each) => seconds <= each);
    if (entry === undefined) {
      // Slower, and as right.
      for (let index = 0; index < more; index++) this.#histogram.observe(seconds);
      return;
    }
    if (bound !== undefined) entry.bucketValues[bound] = Number(entry.bucketValues[bound]) + more;
    entry.sum += more * seconds;
    entry.count += more;
  }
}

interface Entry {
  readonly bucketValues: Record<number, unknown>;
  sum: number;
  count: number;
}

/** Where a histogram without labels keeps its values; undefined where another prom-client keeps them elsewhere. */
function onlyEntryOf(histogram: Histogram): Entry | undefined {
  const store: unknown = Reflect.get(histogram, 'hashMap');
  const entry = isRecord(store) ? Object.values(store)[0] : undefined;
  return isEntry(entry) ? entry : undefined;
}

function isEntry(value: unknown): value is Entry {
  if (!isRecord(value) || typeof value['sum'] !== 'number' || typeof value['count'] !== 'number') return false;
  return isRecord(value['bucketValues']);
}

/** How many waited so long at most. */
function countWithin({ longestMs, stepMs, count }: Waits, boundMs: number): number {
  if (longestMs <= boundMs) return count;
  return Math.max(0, count - Math.ceil((longestMs - boundMs) / stepMs));
}
