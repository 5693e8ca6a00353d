// The numbers of one series by their meaning, for expectations: a bare list does not show which number is which.

/** The numbers of a histogram's series: cumulative buckets from the lowest bound to the highest, the count, the sum. */
export function histogramNumbers(numbers: {
  readonly buckets: readonly number[];
  count: number;
  sum: number;
}): number[] {
  return [...numbers.buckets, numbers.count, numbers.sum];
}

/** The numbers of a summary's series: the sum, the count, and the quantiles from the lowest to the highest. */
export function summaryNumbers(numbers: {
  sum: number;
  count: number;
  readonly quantiles: readonly number[];
}): number[] {
  return [numbers.sum, numbers.count, ...numbers.quantiles];
}
