import { isRecord } from '../../basics/unknown-values.js';

/** One entry of `values` in the result of a prom-client metric's `get()`. */
export interface Sample {
  /** The name of the sample if it differs from the metric's name: `x_bucket`, `x_sum`, `x_count`. */
  readonly metricName?: unknown;
  readonly labels?: Readonly<Record<string, unknown>> | null;
  readonly value: number;
}

/** Whether an entry of a metric's `values` is a sample. An app can register any object as a metric. */
export function isSample(entry: unknown): entry is Sample {
  if (!isRecord(entry) || typeof entry['value'] !== 'number') return false;
  const labels = entry['labels'];
  return labels === undefined || labels === null || typeof labels === 'object';
}

/** Reads the upper bound or quantile in a label's value. Returns undefined if the value is not a number. */
export function boundOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isNaN(value) ? undefined : value;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  if (value === '+Inf') return Number.POSITIVE_INFINITY;
  const bound = Number(value);
  return Number.isNaN(bound) ? undefined : bound;
}
