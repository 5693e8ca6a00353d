import { nameOf, type Page, parsePage, parseTypes, seriesOf } from './scraped-page.js';

const SUFFIX = /_(?:bucket|sum|count)$/;

/** The counters, buckets, sums and counts of a page that are lower on a later page, or gone from it, one line each. */
export function falls(before: string, after: string): string[] {
  const types = parseTypes(before);
  const later = parsePage(after);
  return [...parsePage(before)]
    .filter(([series]) => isCumulative(nameOf(series), types))
    .filter(([series, value]) => !((later.get(series) ?? Number.NEGATIVE_INFINITY) >= value))
    .map(([series, value]) => `${series} ${value} -> ${later.get(series)}`);
}

/** The buckets of a histogram that hold less than the bucket below them, and the last buckets that differ from the count. */
export function bucketFaults(page: Page, family: string): string[] {
  const faults: string[] = [];
  const before = new Map<string, number>();
  for (const series of seriesOf(page, `${family}_bucket`)) {
    const rest = series.replace(/,?le="([^"]*)"/, '').replace('{}', '');
    const value = page.get(series) ?? Number.NaN;
    if (!(value >= (before.get(rest) ?? 0))) faults.push(`${series} ${value} < ${before.get(rest)}`);
    before.set(rest, value);
  }
  for (const [rest, last] of before) {
    const count = page.get(rest.replace(/_bucket(?=\{|$)/, '_count'));
    if (count !== last) faults.push(`${rest} +Inf is ${last}, the count is ${count}`);
  }
  return faults;
}

/** Whether a sample name is that of a counter, or of a bucket, a sum or a count. @param types of the page's families */
export function isCumulative(name: string, types: ReadonlyMap<string, string>): boolean {
  if (types.get(name) === 'counter') return true;
  const type = types.get(name.replace(SUFFIX, ''));
  return SUFFIX.test(name) && (type === 'histogram' || type === 'summary');
}
