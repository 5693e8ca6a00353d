import { isRecord } from '../../basics/unknown-values.js';
import type { FamilyDefinition } from '../../model/family.js';
import { ascendingBounds, type MetricReading } from './metric-reading.js';
import type { MetricStore } from './reading-way.js';
import type { Sample } from './sample.js';

/** Makes the reader of the entries in the store of a counter, gauge or histogram. */
export function entryReader({ type, bounds }: FamilyDefinition): EntryReader {
  return type === 'histogram' ? new BucketReader(bounds) : new ValueReader();
}

/** Makes the samples of a store, as the metric's `get()` does. Returns undefined if the store is not as expected. */
export function storeSamples(
  store: MetricStore,
  { name, type, metric }: MetricReading,
): readonly unknown[] | undefined {
  const entries = Object.values(store);
  if (type !== 'histogram') return entries;
  const bounds = ascendingBounds(metric);
  if (!bounds || !entries.every(isRecord)) return undefined;
  const reader = new BucketReader(bounds);
  const samples: Sample[] = [];
  for (const entry of entries) {
    const numbers = reader.numbersOf(entry);
    const labels = isRecord(entry['labels']) ? entry['labels'] : {};
    if (!numbers) return undefined;
    const [count = 0, sum = 0] = numbers.subarray(bounds.length);
    for (const [index, le] of bounds.entries())
      samples.push({ metricName: `${name}_bucket`, labels: { ...labels, le }, value: numbers[index] ?? 0 });
    samples.push(
      { metricName: `${name}_count`, labels, value: count },
      { metricName: `${name}_sum`, labels, value: sum },
    );
  }
  return samples;
}

/** Reads the entries of a metric's store. */
export interface EntryReader {
  /** Returns a number that changes whenever the entry does. Returns undefined if the entry cannot be read. */
  markOf(entry: Readonly<Record<string, unknown>>): number | undefined;
  /** Returns the numbers of the entry's series, which are valid until the next call. Returns undefined if they are impossible. */
  numbersOf(entry: Readonly<Record<string, unknown>>): Float64Array | undefined;
}

/** Reads the entries of counters and gauges: `{ value, labels }`. */
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

/** Reads the entries of histograms: `{ bucketValues, sum, count, labels }`. The buckets in an entry are not cumulative. */
class BucketReader implements EntryReader {
  readonly #keys: readonly string[];
  readonly #numbers: Float64Array;

  constructor(bounds: readonly number[]) {
    this.#keys = bounds.map(String);
    this.#numbers = new Float64Array(bounds.length + 2);
  }

  /** Only observations change an entry, and each of them raises the count. */
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
