import { suffixedNames } from './sample-names.js';

/** The names of the series that Prometheus, and every engine that scrapes as it does, writes itself about each target. */
export const ENGINE_NAMES: ReadonlySet<string> = new Set([
  'up',
  'scrape_duration_seconds',
  'scrape_samples_scraped',
  'scrape_samples_post_metric_relabeling',
  'scrape_series_added',
  'scrape_timeout_seconds',
  'scrape_sample_limit',
  'scrape_body_size_bytes',
]);

const CLUSTER_PREFIXES: readonly string[] = ['cluster_', 'metrics_handler_'];

/**
 * Whether the aggregator itself fills a family of this name. An app's family cannot have such a name.
 * @param uptime the name of the service's uptime: `RequestNames.uptime` under the naming and namespace of the cluster
 */
export function isClusterFamilyName(name: string, uptime: string): boolean {
  return name === uptime || CLUSTER_PREFIXES.some((prefix) => name.startsWith(prefix));
}

/**
 * Why no family of an app can have a name, whatever the workers record: a {@link leftOutText}, or undefined if a family can have it.
 * @param uptime as that of {@link isClusterFamilyName}
 */
export function whyReserved(name: string, uptime: string): string | undefined {
  if (ENGINE_NAMES.has(name)) return leftOutText(ENGINE_CAUSE, name === 'up' ? UP_REMEDIES : []);
  if (name === uptime) return leftOutText('the library has the uptime under that name');
  const prefix = CLUSTER_PREFIXES.find((each) => name.startsWith(each));
  return prefix && leftOutText(`names that begin with \`${prefix}\` are the library's`);
}

const ENGINE_CAUSE =
  'Prometheus writes that name itself for each target, and a scraped series takes the place of its own';
const UP_REMEDIES: readonly string[] = ['`includeUp: false` in express-prom-bundle'];

/**
 * Says that a family of the app is left out, why, and what helps.
 * @param remedies what helps besides another name
 */
export function leftOutText(cause: string, remedies: readonly string[] = []): string {
  return `it is left out, since ${cause}. What helps: ${[...remedies, 'another name for it'].join(', or ')}`;
}

/**
 * Why a family cannot have its name, or its samples cannot have theirs. undefined if all can be on the page.
 * @param why says why one name is taken, and returns undefined for a free one
 */
export function whyLeftOut(name: string, type: unknown, why: (name: string) => string | undefined): string | undefined {
  const own = why(name);
  if (own !== undefined) return own;
  for (const sample of suffixedNames(name, type)) {
    const ofSample = why(sample);
    if (ofSample !== undefined) return `with its samples \`${sample}\`, ${ofSample}`;
  }
  return undefined;
}
