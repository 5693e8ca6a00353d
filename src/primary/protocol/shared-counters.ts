/**
 * The counts that the aggregator thread keeps of its own work, and the main loop's count of frames that it does not pass on. They
 * lie in shared memory of both, so no count falls when the thread crashes. Each side writes to places of its own: no count of one
 * side can be lost because the other one writes, or has ended before it read a message.
 */
export class SharedCounters {
  readonly memory: SharedArrayBuffer;
  readonly #values: Float64Array;

  /** @param memory the memory of a predecessor's counts; new memory with zeros when it is left out */
  constructor(memory = new SharedArrayBuffer(LENGTH * Float64Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#values = new Float64Array(memory);
  }

  /** Counts an answered scrape. A code that is not in {@link HANDLER_CODES} counts as 500. */
  scraped(code: number, seconds: number): void {
    this.#add(CODES_AT + indexIn(HANDLER_CODES, String(code), HANDLER_CODES.indexOf('500')), 1);
    const bucket = HANDLER_BUCKETS.findIndex((bound) => seconds <= bound);
    this.#add(BUCKETS_AT + (bucket < 0 ? HANDLER_BUCKETS.length : bucket), 1);
    this.#add(SUM_AT, seconds);
  }

  /** Counts a frame that the thread did not merge. A reason that is not in {@link REJECT_REASONS} counts as `malformed`. */
  rejected(reason: string): void {
    this.#add(REJECTS_AT + rejectIndex(reason), 1);
  }

  /** Counts a frame, or a message that is none, which the main loop does not pass on to the thread. */
  rejectedInMainLoop(reason: string): void {
    this.#add(MAIN_LOOP_REJECTS_AT + rejectIndex(reason), 1);
  }

  /** Counts a conflict over a family. A reason that is not in {@link CONFLICT_REASONS} counts as `other`. */
  conflicted(reason: string): void {
    this.#add(CONFLICTS_AT + indexIn(CONFLICT_REASONS, reason, CONFLICT_REASONS.indexOf('other')), 1);
  }

  /** Counts a client that was disconnected, because it did not read its answer in time. */
  slowReader(): void {
    this.#add(SLOW_READERS_AT, 1);
  }

  /** Counts a connection that was closed at once, because too many were open. */
  connectionDropped(): void {
    this.#add(DROPPED_CONNECTIONS_AT, 1);
  }

  /** Number of answered scrapes by status code. */
  get byCode(): [string, number][] {
    return HANDLER_CODES.map((code, index) => [code, this.#read(CODES_AT + index)]);
  }

  /** Number of rejected frames by reason. */
  get byRejectReason(): [string, number][] {
    return REJECT_REASONS.map((reason, index) => {
      return [reason, this.#read(REJECTS_AT + index) + this.#read(MAIN_LOOP_REJECTS_AT + index)];
    });
  }

  /** Number of conflicts by reason. */
  get byConflictReason(): [string, number][] {
    return CONFLICT_REASONS.map((reason, index) => [reason, this.#read(CONFLICTS_AT + index)]);
  }

  /** Number of clients that were disconnected, because they did not read their answers in time. */
  get slowReaders(): number {
    return this.#read(SLOW_READERS_AT);
  }

  /** Number of connections that were closed at once, because too many were open. */
  get droppedConnections(): number {
    return this.#read(DROPPED_CONNECTIONS_AT);
  }

  /** Durations of the scrapes: cumulative counts by upper bound (`+Inf` last), and the sum in seconds. */
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

/** Status codes that `metrics_handler_requests_total` shows from the start. 499: the client left before the page was made. */
export const HANDLER_CODES = ['200', '401', '403', '499', '500', '503'] as const;

/** Reasons for which a frame is not merged. */
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

/** Reasons for which a family is not merged as a worker has it: disagreements between workers, and failures. */
export const CONFLICT_REASONS = [
  'type',
  'labels',
  'help',
  'buckets',
  'aggregator',
  'scope',
  'unknown_aggregator',
  'aggregator_failed',
  'collect_failed',
  'collect_timeout',
  'duplicate_name',
  'reserved_name',
  'malformed',
  'endpoint_failed',
  'outbound_failed',
  'internal_error',
  'other',
] as const;

/** Upper bounds of `metrics_handler_duration_seconds`. */
export const HANDLER_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

/** Places of the counts in the shared memory. */
const CODES_AT = 0;
const REJECTS_AT = CODES_AT + HANDLER_CODES.length;
const MAIN_LOOP_REJECTS_AT = REJECTS_AT + REJECT_REASONS.length;
const CONFLICTS_AT = MAIN_LOOP_REJECTS_AT + REJECT_REASONS.length;
const BUCKETS_AT = CONFLICTS_AT + CONFLICT_REASONS.length;
const SUM_AT = BUCKETS_AT + HANDLER_BUCKETS.length + 1;
const SLOW_READERS_AT = SUM_AT + 1;
const DROPPED_CONNECTIONS_AT = SLOW_READERS_AT + 1;
const LENGTH = DROPPED_CONNECTIONS_AT + 1;

function rejectIndex(reason: string): number {
  return indexIn(REJECT_REASONS, reason, REJECT_REASONS.indexOf('malformed'));
}

/** The index of a name in a list, or `otherwise` when the list lacks the name. */
function indexIn(names: readonly string[], name: string, otherwise: number): number {
  const index = names.indexOf(name);
  return index < 0 ? otherwise : index;
}
