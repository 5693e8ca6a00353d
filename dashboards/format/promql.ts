/** Matchers of the chosen instances. */
export const INSTANCES = 'job="$job",instance=~"$instance"';

/** Matchers of the chosen workers, and of `primary` where it was chosen. */
export const WORKERS = `${INSTANCES},worker=~"$worker"`;

/** How fast a counter grows, each second, over what Grafana holds long enough for the scrape interval. */
export function rate(counter: string, matchers: string): string {
  return `rate(${counter}{${matchers}}[$__rate_interval])`;
}

/** How much a counter grew over the time that is shown. */
export function increaseInRange(counter: string, matchers: string): string {
  return `increase(${counter}{${matchers}}[$__range])`;
}

/** Adds up; `labels` stay. */
export function sumBy(labels: string, expr: string): string {
  return labels === '' ? `sum(${expr})` : `sum by (${labels}) (${expr})`;
}

/** A quantile of a histogram, lately. */
export function quantile(q: number, labels: string, histogram: string, matchers: string): string {
  return quantileOf(q, labels, rate(`${histogram}_bucket`, matchers));
}

/** A quantile of buckets; nothing where they hold nothing. */
export function quantileOf(q: number, labels: string, buckets: string): string {
  const by = labels === '' ? 'le' : `le, ${labels}`;
  return `histogram_quantile(${q}, ${sumBy(by, buckets)}) >= 0`;
}

/** The average of what a summary or histogram observed; nothing where it observed nothing. */
export function average(labels: string, family: string, matchers: string): string {
  const [sum, count] = ['_sum', '_count'].map((part) => sumBy(labels, rate(`${family}${part}`, matchers)));
  return `${sum} / (${count} > 0)`;
}

/** A part by the whole: 0 where nothing is in the part, nothing where there is no whole. */
export function share(labels: string, part: string, whole: string): string {
  const all = sumBy(labels, whole);
  return `(${sumBy(labels, part)} or ${all} * 0) / (${all} > 0)`;
}
