/** The status codes that `metrics_handler_requests_total` shows from the start. */
export const HANDLER_CODES = ['200', '401', '500', '503'] as const;

/** Why a frame was not merged. */
export const REJECT_REASONS = [
  'not_bytes',
  'too_large',
  'truncated',
  'magic',
  'version',
  'checksum',
  'malformed',
  'identity',
  'stale',
  'gap',
  'quarantined',
] as const;

/** What a family can disagree about, or fail at. */
export const CONFLICT_REASONS = [
  'type',
  'labels',
  'help',
  'buckets',
  'aggregator',
  'scope',
  'unknown_aggregator',
  'collect_failed',
  'duplicate_name',
  'reserved_name',
  'malformed',
  'endpoint_failed',
  'outbound_failed',
  'other',
] as const;

/** Upper bounds of `metrics_handler_duration_seconds`. */
export const HANDLER_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

const CODES_AT = 0;
const REJECTS_AT = CODES_AT + HANDLER_CODES.length;
const CONFLICTS_AT = REJECTS_AT + REJECT_REASONS.length;
const BUCKETS_AT = CONFLICTS_AT + CONFLICT_REASONS.length;
const SUM_AT = BUCKETS_AT + HANDLER_BUCKETS.length + 1;
const LENGTH = SUM_AT + 1;

/**
 * What the aggregator counts about itself. The numbers live in shared memory that the
 * primary holds, so a crash of the thread does not make them fall.
 */
export class OwnCounters {
  readonly memory: SharedArrayBuffer;
  readonly #values: Float64Array;

  /** @param memory that of a predecessor; new and zero when left out */
  constructor(memory = new SharedArrayBuffer(LENGTH * Float64Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#values = new Float64Array(memory);
  }

  /** Counts an answered scrape. A code that is not in {@link HANDLER_CODES} counts as 500. */
  scraped(code: number, seconds: number): void {
    const known = HANDLER_CODES.indexOf(String(code) as (typeof HANDLER_CODES)[number]);
    this.#add(CODES_AT + (known < 0 ? HANDLER_CODES.indexOf('500') : known), 1);
    const bucket = HANDLER_BUCKETS.findIndex((bound) => seconds <= bound);
    this.#add(BUCKETS_AT + (bucket < 0 ? HANDLER_BUCKETS.length : bucket), 1);
    this.#add(SUM_AT, seconds);
  }

  /** Counts a frame that was not merged. */
  rejected(reason: string): void {
    const known = (REJECT_REASONS as readonly string[]).indexOf(reason);
    this.#add(REJECTS_AT + (known < 0 ? REJECT_REASONS.indexOf('malformed') : known), 1);
  }

  /** Counts a disagreement over a family. */
  conflicted(reason: string): void {
    const known = (CONFLICT_REASONS as readonly string[]).indexOf(reason);
    this.#add(CONFLICTS_AT + (known < 0 ? CONFLICT_REASONS.indexOf('other') : known), 1);
  }

  /** Scrapes by status code. */
  get byCode(): [string, number][] {
    return HANDLER_CODES.map((code, index) => [code, this.#read(CODES_AT + index)]);
  }

  /** Rejected frames by reason. */
  get byRejectReason(): [string, number][] {
    return REJECT_REASONS.map((reason, index) => [reason, this.#read(REJECTS_AT + index)]);
  }

  /** Disagreements by reason. */
  get byConflictReason(): [string, number][] {
    return CONFLICT_REASONS.map((reason, index) => [reason, this.#read(CONFLICTS_AT + index)]);
  }

  /** The scrape durations: cumulative counts by upper bound (`+Inf` last) and the sum in seconds. */
  get durations(): { buckets: [string, number][]; sum: number } {
    let count = 0;
    const bounds = [...HANDLER_BUCKETS.map(String), '+Inf'];
    const buckets = bounds.map((bound, index): [string, number] => {
      count += this.#read(BUCKETS_AT + index);
      return [bound, count];
    });
    return { buckets, sum: this.#read(SUM_AT) };
  }

  #read(index: number): number {
    return this.#values[index] ?? 0;
  }

  #add(index: number, amount: number): void {
    this.#values[index] = this.#read(index) + amount;
  }
}
