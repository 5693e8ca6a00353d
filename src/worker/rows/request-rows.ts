import { grown } from '../../shared/basics/grown.js';

/**
 * Rows of numbers about requests, in one array that grows. A row is `[count, seconds, request bytes, response bytes, dirty,
 * requests without size, responses without size, ...buckets of duration, request size, response size]`.
 *
 * Buckets are not cumulative here, so that a record changes one bucket only. The methods that read a row add the buckets up,
 * and return the numbers of a series in the order that `seriesWidth` describes.
 */
export class RequestRows {
  readonly #durationBounds: readonly number[];
  readonly #sizeBounds: readonly number[] | undefined;
  readonly #requestBuckets: number;
  readonly #responseBuckets: number;
  readonly #stride: number;
  readonly #scratch: Float64Array;
  #values: Float64Array;
  #dirty = new Uint32Array(FIRST_ROWS);
  #dirtyCount = 0;
  #nextRow = 0;

  /** @param sizeBounds undefined when sizes are summaries */
  constructor(durationBounds: readonly number[], sizeBounds: readonly number[] | undefined) {
    const sizeBuckets = sizeBounds?.length ?? 0;
    this.#durationBounds = durationBounds;
    this.#sizeBounds = sizeBounds;
    this.#requestBuckets = BUCKETS + durationBounds.length;
    this.#responseBuckets = this.#requestBuckets + sizeBuckets;
    this.#stride = this.#responseBuckets + sizeBuckets;
    this.#values = new Float64Array(FIRST_ROWS * this.#stride);
    this.#scratch = new Float64Array(Math.max(durationBounds.length, sizeBuckets) + 2);
  }

  /** Makes a row. @returns where the row is */
  add(): number {
    const row = this.#nextRow;
    this.#nextRow += this.#stride;
    if (this.#nextRow > this.#values.length) this.#grow();
    return row;
  }

  /**
   * Counts a request that has ended. Allocates nothing.
   * @param requestBytes like `responseBytes`, {@link UNKNOWN_BYTES} or any negative number if the size is not known
   */
  record(row: number, seconds: number, requestBytes: number, responseBytes: number): void {
    const values = this.#values;
    raise(values, row + COUNT, 1);
    raise(values, row + SECONDS, seconds);
    raiseBucket(values, row + BUCKETS, this.#durationBounds, seconds);
    if (requestBytes >= 0) raise(values, row + REQUEST_BYTES, requestBytes);
    else raise(values, row + UNSIZED_REQUESTS, 1);
    if (responseBytes >= 0) raise(values, row + RESPONSE_BYTES, responseBytes);
    else raise(values, row + UNSIZED_RESPONSES, 1);
    if (this.#sizeBounds !== undefined) {
      raiseSizeBucket(values, row + this.#requestBuckets, this.#sizeBounds, requestBytes);
      raiseSizeBucket(values, row + this.#responseBuckets, this.#sizeBounds, responseBytes);
    }
    this.#markDirty(row);
  }

  /** Adds bytes to the sum of a row whose request was counted before. The request stays in its bucket. */
  addRequestBytes(row: number, bytes: number): void {
    raise(this.#values, row + REQUEST_BYTES, bytes);
    this.#markDirty(row);
  }

  /** Visits the rows that have changed since the last visit. If `visit` throws, the next call visits all of them again. */
  takeDirty(visit: (row: number) => void): void {
    const dirty = this.#dirty.subarray(0, this.#dirtyCount);
    for (const row of dirty) visit(row);
    for (const row of dirty) this.#values[row + DIRTY] = 0;
    this.#dirtyCount = 0;
  }

  /** The count. The array that this and the next three methods return is valid until the next of these calls. */
  count(row: number): Float64Array {
    this.#scratch[0] = this.#at(row + COUNT);
    return this.#scratch;
  }

  /** The histogram of durations. */
  duration(row: number): Float64Array {
    return this.#histogram(row + BUCKETS, this.#durationBounds.length, this.#at(row + COUNT), this.#at(row + SECONDS));
  }

  /** The summary or histogram of the requests' bytes, as far as they are known. */
  requestSize(row: number): Float64Array {
    const sized = this.#at(row + COUNT) - this.#at(row + UNSIZED_REQUESTS);
    return this.#sizes(row + this.#requestBuckets, sized, this.#at(row + REQUEST_BYTES));
  }

  /** The summary or histogram of the responses' bytes, as far as they are known. */
  responseSize(row: number): Float64Array {
    const sized = this.#at(row + COUNT) - this.#at(row + UNSIZED_RESPONSES);
    return this.#sizes(row + this.#responseBuckets, sized, this.#at(row + RESPONSE_BYTES));
  }

  #sizes(buckets: number, count: number, sum: number): Float64Array {
    if (this.#sizeBounds !== undefined) return this.#histogram(buckets, this.#sizeBounds.length, count, sum);
    this.#scratch[0] = sum;
    this.#scratch[1] = count;
    return this.#scratch;
  }

  #histogram(buckets: number, length: number, count: number, sum: number): Float64Array {
    let below = 0;
    for (let index = 0; index < length; index += 1) {
      below += this.#at(buckets + index);
      this.#scratch[index] = below;
    }
    this.#scratch[length] = count;
    this.#scratch[length + 1] = sum;
    return this.#scratch;
  }

  #at(index: number): number {
    return this.#values[index] ?? 0;
  }

  #markDirty(row: number): void {
    if (this.#values[row + DIRTY] === 1) return;
    this.#values[row + DIRTY] = 1;
    this.#dirty[this.#dirtyCount] = row;
    this.#dirtyCount += 1;
  }

  #grow(): void {
    this.#values = grown(this.#values, new Float64Array(this.#values.length * 2));
    this.#dirty = grown(this.#dirty, new Uint32Array(this.#dirty.length * 2));
  }
}

/** Offsets of the numbers in a row. */
const COUNT = 0;
const SECONDS = 1;
const REQUEST_BYTES = 2;
const RESPONSE_BYTES = 3;
const DIRTY = 4;
const UNSIZED_REQUESTS = 5;
const UNSIZED_RESPONSES = 6;
const BUCKETS = 7;

/** Stands for a size that is not known: a stream that is no socket may not count its bytes. */
export const UNKNOWN_BYTES = -1;

/** Number of rows for which there is room at the beginning. */
const FIRST_ROWS = 64;

function raise(values: Float64Array, index: number, amount: number): void {
  values[index] = (values[index] ?? 0) + amount;
}

/** A value above the last bound is in no bucket: only the row's count has it. */
function raiseBucket(values: Float64Array, at: number, bounds: readonly number[], value: number): void {
  for (let index = 0; index < bounds.length; index += 1) {
    if (value <= (bounds[index] ?? 0)) {
      raise(values, at + index, 1);
      return;
    }
  }
}

function raiseSizeBucket(values: Float64Array, at: number, bounds: readonly number[], bytes: number): void {
  if (bytes >= 0) raiseBucket(values, at, bounds, bytes);
}
