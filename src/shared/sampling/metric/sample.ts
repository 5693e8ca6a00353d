/** One line of a metric, as prom-client's `get()` gives it. */
export interface Sample {
  /** The line's name where it differs from the metric's: `x_bucket`, `x_sum`, `x_count`. */
  readonly metricName?: unknown;
  readonly labels?: Readonly<Record<string, unknown>> | null;
  readonly value: number;
}

/** Claims that something is an object whose properties may be looked at. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Claims that an entry of a metric's `values` can be read. Any object can be registered as a metric. */
export function isSample(entry: unknown): entry is Sample {
  if (!isRecord(entry) || typeof entry['value'] !== 'number') return false;
  const labels = entry['labels'];
  return labels === undefined || labels === null || typeof labels === 'object';
}

/** The upper bound or quantile in a label's value; undefined when there is no number in it. */
export function boundOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isNaN(value) ? undefined : value;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  if (value === '+Inf') return Number.POSITIVE_INFINITY;
  const bound = Number(value);
  return Number.isNaN(bound) ? undefined : bound;
}
