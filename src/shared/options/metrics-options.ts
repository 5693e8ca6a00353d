import { PromClusterError } from '../errors.js';
import {
  boolean,
  type Check,
  integer,
  invalidOption,
  MAX_TIMER_MS,
  port,
  positiveInteger,
  secret,
  text,
} from './option-checks.js';
import { OptionSection } from './option-section.js';
import type { ResolvedOptions } from './options.js';

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
    host: given.optional('host', text) ?? fallback.host(),
    path,
    scrapeTimeoutMs: given.optional('scrapeTimeoutMs', integer(1, MAX_TIMER_MS, 'a positive integer')) ?? 250,
    maxScrapesInFlight: given.optional('maxScrapesInFlight', positiveInteger) ?? 32,
    readTimeoutMs: given.optional('readTimeoutMs', integer(1, MAX_TIMER_MS, 'a positive integer')) ?? 30_000,
    auth: given.optional('auth', auth),
    tls: given.optional('tls', tls),
    livePage,
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
  'maxScrapesInFlight',
  'readTimeoutMs',
  'auth',
  'tls',
  'livePage',
  'maxSeries',
  'maxSeriesPerWorker',
] as const satisfies readonly (keyof Metrics)[];

const RESERVED_PATHS = ['/healthz', '/readyz', '/workers'];

const pagePath: Check<string> = (name, value) => {
  if (typeof value !== 'string' || !/^\/[\w\-.~%!$&'()*+,;=:@/]*$/.test(value)) {
    throw invalidOption(name, 'a path that begins with `/` and has no query', value);
  }
  if (RESERVED_PATHS.includes(value)) throw invalidOption(name, `none of ${RESERVED_PATHS.join(', ')}`, value);
  return value;
};

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
    return { bearer: given.required('bearer', secret(/^[\x21-\x7e]+$/, 'a non-empty string of visible ASCII')) };
  return {
    // Basic authentication sends `username:password`, so the first colon ends the name.
    username: given.required('username', secret(/^[^:]+$/, 'a non-empty string without a colon')),
    password: given.required('password', secret(/./s, 'a non-empty string')),
  };
};

const tls: Check<NonNullable<Metrics['tls']>> = (name, value) => {
  const given = new OptionSection(name, value, ['key', 'cert', 'ca', 'requestCert']);
  const pem = secret(/-----BEGIN /, 'a PEM text');
  const ca = given.optional('ca', pem);
  const requestCert = given.optional('requestCert', boolean);
  return {
    key: given.required('key', pem),
    cert: given.required('cert', pem),
    ...(ca === undefined ? {} : { ca }),
    ...(requestCert === undefined ? {} : { requestCert }),
  };
};
