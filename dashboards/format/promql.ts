/** Matchers of the chosen instances. */
export const INSTANCES = 'job="$job",instance=~"$instance"';

/** Matchers of the chosen workers, and of `primary` where it was chosen. */
export const WORKERS = `${INSTANCES},worker=~"$worker"`;

/** The growth of a counter per second, over the window that Grafana derives from the scrape interval. */
export function rate(counter: string, matchers: string): string {
  return `rate(${counter}{${matchers}}[$__rate_interval])`;
}

/** The growth of a counter over the time that is shown. */
export function increaseInRange(counter: string, matchers: string): string {
  return `increase(${counter}{${matchers}}[$__range])`;
}

/** The sum of an expression for each value of `labels`. */
export function sumBy(labels: string, expr: string): string {
  return labels === '' ? `sum(${expr})` : `sum by (${labels}) (${expr})`;
}

/** A quantile of a histogram over the window of {@link rate}. */
export function quantile(q: number, labels: string, histogram: string, matchers: string): string {
  return quantileOf(q, labels, rate(`${histogram}_bucket`, matchers));
}

/** A quantile of buckets. Buckets without observations give no value. */
export function quantileOf(q: number, labels: string, buckets: string): string {
  const by = labels === '' ? 'le' : `le, ${labels}`;
  return `histogram_quantile(${q}, ${sumBy(by, buckets)}) >= 0`;
}

/** The average of the observations of a summary or histogram. Without observations there is no value. */
export function average(labels: string, family: string, matchers: string): string {
  const [sum, count] = ['_sum', '_count'].map((part) => sumBy(labels, rate(`${family}${part}`, matchers)));
  return `${sum} / (${count} > 0)`;
}

/** A part divided by the whole. A part without a value counts as 0. Without a whole there is no value. */
export function share(labels: string, part: string, whole: string): string {
  const all = sumBy(labels, whole);
  return `(${sumBy(labels, part)} or ${all} * 0) / (${all} > 0)`;
}
