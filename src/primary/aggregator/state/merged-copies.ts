/**
 * Merges one number of a series that a worker has several times, by the aggregator of the family. The page of one worker, and families
 * with a `worker` label, show it. There, `omit` leaves nothing out if there is one copy, so it stands for the first one here. The
 * aggregators that an app adds know families of several workers: copies are added up instead.
 * @param values the number in each copy. At least one
 */
export function mergedCopies(aggregator: string, values: readonly number[]): number {
  const [first = 0] = values;
  if (aggregator === 'first' || aggregator === 'omit') return first;
  if (aggregator === 'min') return Math.min(...values);
  if (aggregator === 'max') return Math.max(...values);
  const sum = values.reduce((total, value) => total + value);
  return aggregator === 'average' ? sum / values.length : sum;
}
