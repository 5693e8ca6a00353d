/**
 * Returns the names that samples of a family have on the page besides the family's own name. No other family may have one of them:
 * Prometheus would take the samples of both for one.
 */
export function suffixedNames(name: string, type: unknown): string[] {
  return suffixesOf(type).map((suffix) => name + suffix);
}

/** Returns the name without `_count`, `_sum` or `_bucket`. Returns undefined if the name has none of these suffixes. */
export function withoutSuffix(name: string): string | undefined {
  const suffix = HISTOGRAM_SUFFIXES.find((each) => name.endsWith(each));
  return suffix && name.slice(0, -suffix.length);
}

const SUMMARY_SUFFIXES: readonly string[] = ['_sum', '_count'];
const HISTOGRAM_SUFFIXES: readonly string[] = ['_bucket', ...SUMMARY_SUFFIXES];

function suffixesOf(type: unknown): readonly string[] {
  if (type === 'histogram') return HISTOGRAM_SUFFIXES;
  return type === 'summary' ? SUMMARY_SUFFIXES : [];
}
