import { PromClusterError } from '../errors.js';
import { plainPath } from '../model/plain-path.js';
import { invalidOption } from './given-values.js';
import { constantLabels } from './name-checks.js';
import { boolean, type Check, host, integer, MAX_TIMER_MS, port, positiveInteger, secret } from './option-checks.js';
import { OptionSection } from './option-section.js';
import type { ResolvedOptions } from './options.js';
import { tls } from './tls-check.js';

/**
 * Checks the option `metrics`, and fills in its defaults.
 * @param fallback port and host if the option leaves them out
 */
export function resolveMetrics(parent: OptionSection, fallback: { port: () => number; host: () => string }): Metrics {
  const given = parent.section('metrics', KEYS);
  const path = given.optional('path', pagePath) ?? '/metrics';
  const livePage = given.optional('livePage', boolean) ?? path !== '/';
  if (livePage && path === '/') throw invalidOption(given.name('livePage'), 'false when `metrics.path` is `/`', true);
  return {
    port: given.optional('port', port) ?? fallback.port(),
    host: given.optional('host', host) ?? fallback.host(),
    path,
    scrapeTimeoutMs: given.optional('scrapeTimeoutMs', integer(1, MAX_TIMER_MS, 'a positive integer')) ?? 250,
    collectTimeoutMs: given.optional('collectTimeoutMs', integer(1, MAX_TIMER_MS, 'a positive integer')) ?? 5000,
    maxScrapesInFlight: given.optional('maxScrapesInFlight', positiveInteger) ?? 32,
    readTimeoutMs: given.optional('readTimeoutMs', integer(1, MAX_TIMER_MS, 'a positive integer')) ?? 30_000,
    auth: given.optional('auth', auth),
    tls: given.optional('tls', tls),
    livePage,
    labels: given.optional('labels', constantLabels) ?? {},
    maxSeries: given.optional('maxSeries', positiveInteger) ?? 250_000,
    maxSeriesPerWorker: given.optional('maxSeriesPerWorker', positiveInteger) ?? 100_000,
  };
}

type Metrics = ResolvedOptions['metrics'];

const KEYS = [
  'port',
  'host',
  'path',
  'scrapeTimeoutMs',
  'collectTimeoutMs',
  'maxScrapesInFlight',
  'readTimeoutMs',
  'auth',
  'tls',
  'livePage',
  'labels',
  'maxSeries',
  'maxSeriesPerWorker',
] as const satisfies readonly (keyof Metrics)[];

const RESERVED_PATHS = ['/healthz', '/readyz', '/workers'];

const pagePath: Check<string> = (name, value) => {
  if (typeof value !== 'string' || !/^\/[\w\-.~%!$&'()*+,;=:@/]*$/.test(value)) {
    throw invalidOption(name, 'a path that begins with `/` and has no query', value);
  }
  if (value.length > MAX_PATH_LENGTH) throw invalidOption(name, `at most ${MAX_PATH_LENGTH} characters`, value);
  if (RESERVED_PATHS.includes(plainPath(value)))
    throw invalidOption(name, `none of ${RESERVED_PATHS.join(', ')}`, value);
  if (isSentAsWritten(value)) return value;
  throw invalidOption(name, 'a path without empty segments, `.`, `..` and a `%` that escapes nothing', value);
};

/** Maximum length of the path. Node answers a request line of more than 16 KiB with 431. */
const MAX_PATH_LENGTH = 1000;

/** Whether clients, and proxies between, send a path as it is written here: the page is served under no other path. */
function isSentAsWritten(path: string): boolean {
  if (path.includes('//') || /%(?![\da-f]{2})/i.test(path)) return false;
  return new URL(path, 'http://localhost').pathname === path;
}

const auth: Check<NonNullable<Metrics['auth']>> = (name, value) => {
  const given = new OptionSection(name, value, ['bearer', 'username', 'password']);
  const basic = given.has('username') || given.has('password');
  if (given.has('bearer') === basic) {
    const expected = 'either `{ bearer }` or `{ username, password }`';
    throw new PromClusterError(
      'ERR_INVALID_OPTION',
      `Expected \`${name}\` to be ${expected}, got ${basic ? 'both' : 'neither'}.`,
    );
  }
  if (!basic)
    return {
      bearer: given.required('bearer', secret(/^[\x21-\x7e]{1,8000}$/, '1 to 8000 characters of visible ASCII')),
    };
  return {
    // Basic authentication sends `username:password`, so the first colon ends the name. Node answers headers of more than
    // 16 KiB with 431. Half of a surrogate pair has no UTF-8: it would be the same credentials as U+FFFD.
    username: given.required('username', secret(/^[^:\p{Cs}]{1,1000}$/u, '1 to 1000 characters without a colon')),
    password: given.required('password', secret(/^\P{Cs}{1,1000}$/u, '1 to 1000 characters')),
  };
};
