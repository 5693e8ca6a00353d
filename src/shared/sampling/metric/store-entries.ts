import type { FamilyDefinition } from '../../model/family.js';
import { isRecord } from './sample.js';

/** Reads the entries of a metric's store. */
export interface EntryReader {
  /** A number that changes whenever the entry does; undefined when the entry cannot be read. */
  markOf(entry: Readonly<Record<string, unknown>>): number | undefined;
  /** The numbers of the entry's series, until the next call; undefined when they cannot be. */
  numbersOf(entry: Readonly<Record<string, unknown>>): Float64Array | undefined;
}

/** What reads the entries of a counter, gauge or histogram. */
export function entryReader({ type, bounds }: FamilyDefinition): EntryReader {
  return type === 'histogram' ? new BucketReader(bounds) : new ValueReader();
}

/** Counters and gauges: `{ value, labels }`. */
class ValueReader implements EntryReader {
  readonly #numbers = new Float64Array(1);

  markOf(entry: Readonly<Record<string, unknown>>): number | undefined {
    const value = entry['value'];
    return typeof value === 'number' ? value : undefined;
  }

  numbersOf(entry: Readonly<Record<string, unknown>>): Float64Array | undefined {
    const value = entry['value'];
    if (typeof value !== 'number') return undefined;
    this.#numbers[0] = value;
    return this.#numbers;
  }
}

/** Histograms: `{ bucketValues, sum, count, labels }`, where a bucket does not hold what the ones below it do. */
class BucketReader implements EntryReader {
  readonly #keys: readonly string[];
  readonly #numbers: Float64Array;

  constructor(bounds: readonly number[]) {
    this.#keys = bounds.map(String);
    this.#numbers = new Float64Array(bounds.length + 2);
  }

  /** An observation raises the count, and nothing else changes an entry. */
  markOf(entry: Readonly<Record<string, unknown>>): number | undefined {
    const count = entry['count'];
    return typeof count === 'number' ? count : undefined;
  }

  numbersOf({ bucketValues, sum, count }: Readonly<Record<string, unknown>>): Float64Array | undefined {
    if (!isRecord(bucketValues) || typeof sum !== 'number' || typeof count !== 'number') return undefined;
    let below = 0;
    for (let index = 0; index < this.#keys.length; index++) {
      const inBucket = bucketValues[this.#keys[index] ?? ''];
      if (typeof inBucket !== 'number' || !(inBucket >= 0)) return undefined;
      below += inBucket;
      this.#numbers[index] = below;
    }
    if (!(below <= count)) return undefined;
    this.#numbers[this.#keys.length] = count;
    this.#numbers[this.#keys.length + 1] = sum;
    return this.#numbers;
  }
}
