import { PromClusterError } from '../errors.js';
import { isMetricName } from '../model/family.js';
import { namespacePrefix } from '../model/request-names.js';
import { isClusterFamilyName } from '../model/reserved-names.js';
import { invalidOption } from './given-values.js';
import { buckets, type Check, callback, positiveInteger } from './option-checks.js';
import { falseOrSection, type OptionSection } from './option-section.js';
import type { HttpOptions, RequestOptions, ResolvedOptions } from './options.js';
import { pathPatterns } from './pattern-checks.js';

/** Checks the option `http`, and fills in its defaults. */
export function resolveHttp(parent: OptionSection): ResolvedOptions['http'] {
  const given = parent.optional('http', falseOrSection(KEYS));
  return given === false ? false : resolveRequests(given);
}

/** Checks the options of the request metrics, and fills in their defaults. @param given undefined if all are left out */
export function resolveRequests(given?: OptionSection): RequestOptions {
  return {
    namespace: given?.optional('namespace', checkNamespace) ?? '',
    naming: given?.optional('naming', naming) ?? 'classic',
    durationBuckets: given?.optional('durationBuckets', buckets) ?? DURATION_BUCKETS,
    sizeBuckets: given?.optional('sizeBuckets', buckets),
    endpoint: given?.optional('endpoint', callback<NonNullable<HttpOptions['endpoint']>>()),
    ignore: given?.optional('ignore', pathPatterns) ?? [],
    maxEndpoints: given?.optional('maxEndpoints', positiveInteger) ?? 200,
  };
}

const KEYS = [
  'namespace',
  'naming',
  'durationBuckets',
  'sizeBuckets',
  'endpoint',
  'ignore',
  'maxEndpoints',
] as const satisfies readonly (keyof HttpOptions)[];

/** Default upper bounds of `http_request_duration_seconds`, in seconds. */
export const DURATION_BUCKETS: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Checks the namespace, with which the names of request metrics begin. */
export const checkNamespace: Check<string> = (name, value) => {
  if (value === '') return value;
  if (typeof value !== 'string' || !isMetricName(value) || value.includes(':') || value.endsWith('_')) {
    throw invalidOption(name, 'letters, digits and `_` that neither begin with a digit nor end with `_`', value);
  }
  if (value.length > MAX_NAMESPACE_LENGTH)
    throw invalidOption(name, `at most ${MAX_NAMESPACE_LENGTH} characters`, value);
  if (isTaken(value)) throw invalidOption(name, 'none that makes names which the library has already', value);
  return value;
};

/** Maximum length of the namespace. Each line about requests begins with it. */
const MAX_NAMESPACE_LENGTH = 100;

/** Whether a namespace makes names of other families of the library: `cluster_*`, `metrics_handler_*` or `process_uptime_seconds`. */
function isTaken(namespace: string): boolean {
  return namespace === 'process' || isClusterFamilyName(namespacePrefix(namespace), '');
}

const naming: Check<'classic'> = (name, value) => {
  if (value === 'classic') return value;
  if (value !== 'otel') throw invalidOption(name, '`classic`', value);
  const message = `The value \`otel\` of \`${name}\` is not available yet: leave the option out, or give \`classic\`.`;
  throw new PromClusterError('ERR_INVALID_OPTION', message);
};
