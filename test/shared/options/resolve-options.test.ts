// needs: openssl
import os from 'node:os';
import { Registry } from 'prom-client';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { PromClusterError } from '../../../src/shared/errors.js';
import { resolveOptions } from '../../../src/shared/options/resolve-options.js';
import { createCertificate } from '../../cluster/driver/certificate.js';
import { requestOptions } from './request-options.js';

const nothing = () => undefined;
const certificate = createCertificate();

function messageOf(options: unknown, env: NodeJS.ProcessEnv = {}): string {
  try {
    resolveOptions(options, env);
  } catch (error) {
    if (!(error instanceof PromClusterError)) throw error;
    assert.is(error.code, 'ERR_INVALID_OPTION');
    return error.message;
  }
  return 'nothing thrown';
}

test('without options, the documented defaults', () => {
  const { logger: _, ...resolved } = resolveOptions(undefined, {});
  assert.equal(resolved, {
    workers: os.availableParallelism(),
    port: 3000,
    host: undefined,
    scheduling: 'round-robin',
    flushIntervalMs: 1000,
    shutdownTimeoutMs: 10_000,
    metrics: {
      port: 9464,
      host: '127.0.0.1',
      path: '/metrics',
      scrapeTimeoutMs: 250,
      maxScrapesInFlight: 32,
      readTimeoutMs: 30_000,
      auth: undefined,
      tls: undefined,
      livePage: true,
      maxSeries: 250_000,
      maxSeriesPerWorker: 100_000,
    },
    http: {
      namespace: '',
      naming: 'classic',
      durationBuckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      sizeBuckets: undefined,
      endpoint: undefined,
      ignore: [],
      maxEndpoints: 200,
    },
    runtime: { allocation: false },
    registries: undefined,
    httpClient: { durationBuckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10], maxOrigins: 50 },
    perWorker: [],
    restart: { minDelayMs: 100, maxDelayMs: 30_000, hungAfterMs: undefined },
  });
});

test('every option given is the one that counts', () => {
  const given = {
    workers: 3,
    port: 0,
    host: '::1',
    scheduling: 'kernel',
    flushIntervalMs: 10,
    shutdownTimeoutMs: 0,
    metrics: {
      port: 0,
      host: '0.0.0.0',
      path: '/internal/metrics',
      scrapeTimeoutMs: 1,
      maxScrapesInFlight: 3,
      readTimeoutMs: 4,
      auth: { username: 'prom', password: 'a:b' },
      tls: { ...certificate, ca: certificate.cert, requestCert: true },
      livePage: false,
      maxSeries: 1,
      maxSeriesPerWorker: 2,
    },
    http: {
      namespace: 'gole',
      naming: 'classic',
      durationBuckets: [0.1, 1],
      sizeBuckets: [100],
      endpoint: () => '/x',
      ignore: ['/healthz', /^\/internal/],
      maxEndpoints: 5,
    },
    httpClient: { durationBuckets: [0.2, 2], maxOrigins: 6 },
    runtime: { allocation: true },
    registries: () => [new Registry()],
    perWorker: ['queue_length', /^pool_/],
    restart: { minDelayMs: 1, maxDelayMs: 2, hungAfterMs: 1000 },
  };
  const env = { WEB_CONCURRENCY: '9', PORT: '9', METRICS_PORT: '9', METRICS_HOST: '9' };
  const { logger: _, ...resolved } = resolveOptions(given, env);
  assert.equal(resolved, given);
});

test('outbound requests are recorded in the buckets of the requests that come in, or not at all', () => {
  const given = { http: { durationBuckets: [0.3] } };
  assert.equal(resolveOptions(given, {}).httpClient, { durationBuckets: [0.3], maxOrigins: 50 });
  assert.is(resolveOptions({ httpClient: false }, {}).httpClient, false);
});

test('the environment stands in for what is left out; empty is unset', () => {
  const set = resolveOptions({}, { WEB_CONCURRENCY: '7', PORT: '80', METRICS_PORT: '0', METRICS_HOST: '::' });
  assert.equal([set.workers, set.port, set.metrics.port, set.metrics.host], [7, 80, 0, '::']);
  const empty = resolveOptions({}, { WEB_CONCURRENCY: '', PORT: '', METRICS_PORT: '', METRICS_HOST: '' });
  assert.equal([empty.port, empty.metrics.port, empty.metrics.host], [3000, 9464, '127.0.0.1']);
});

test('a change to the given arrays afterwards changes nothing', () => {
  const ignore = ['/a'];
  const resolved = requestOptions({ ignore });
  ignore.push('/b');
  assert.equal(resolved.ignore, ['/a']);
});

test('one delay given moves the other default, so that they fit', () => {
  assert.equal(resolveOptions({ restart: { minDelayMs: 60_000 } }, {}).restart, {
    minDelayMs: 60_000,
    maxDelayMs: 60_000,
    hungAfterMs: undefined,
  });
  assert.equal(resolveOptions({ restart: { maxDelayMs: 5 } }, {}).restart, {
    minDelayMs: 5,
    maxDelayMs: 5,
    hungAfterMs: undefined,
  });
});

test('the live page gives way to a page at /', () => {
  assert.is(resolveOptions({ metrics: { path: '/' } }, {}).metrics.livePage, false);
});

const wrong: [options: unknown, message: string][] = [
  [null, 'Expected `options` to be an object, got `null`.'],
  [{ http: null }, 'Expected `http` to be `false` or an object, got `null`.'],
  [{ http: undefined, workers: undefined }, 'nothing thrown'],
  [5, 'Expected `options` to be an object, got `5` (number).'],
  [[], 'Expected `options` to be a plain object, got an array of 0.'],
  [{ workers: -1 }, 'Expected `workers` to be a positive integer, got `-1` (number).'],
  [{ scheduling: 'none' }, "Expected `scheduling` to be 'round-robin' or 'kernel', got `none` (string)."],
  [{ workers: 0 }, 'Expected `workers` to be a positive integer, got `0` (number).'],
  [{ workers: 1.5 }, 'Expected `workers` to be a positive integer, got `1.5` (number).'],
  [{ workers: '4' }, 'Expected `workers` to be a positive integer, got `4` (string).'],
  [{ workers: null }, 'Expected `workers` to be a positive integer, got `null`.'],
  [{ workers: 65_535 }, 'Expected `workers` to be at most 65534, got `65535` (number).'],
  [{ port: 70_000 }, 'Expected `port` to be at most 65535, got `70000` (number).'],
  [{ port: Number.NaN }, 'Expected `port` to be a port (an integer from 0 to 65535), got `NaN` (number).'],
  [
    { host: '' },
    'Expected `host` to be a host name or an IP address, without scheme, port and brackets, got `` (string).',
  ],
  [{ flushIntervalMs: 9 }, 'Expected `flushIntervalMs` to be an integer from 10 to 60000, got `9` (number).'],
  [{ shutdownTimeoutMs: -1 }, 'Expected `shutdownTimeoutMs` to be an integer of at least 0, got `-1` (number).'],
  [{ shutdownTimeoutMs: 2 ** 31 }, 'Expected `shutdownTimeoutMs` to be at most 2147482647, got `2147483648` (number).'],
  [{ wrokers: 2 }, 'There is no option `wrokers`. Did you mean `workers`?'],
  [{ metrics: { prot: 1 } }, 'There is no option `metrics.prot`. Did you mean `metrics.port`?'],
  [
    { restart: { retries: 1 } },
    'There is no option `restart.retries`. Known are `restart.minDelayMs`, `restart.maxDelayMs`, `restart.hungAfterMs`.',
  ],
  [{ metrics: 'x' }, 'Expected `metrics` to be an object, got `x` (string).'],
  [
    { metrics: { path: 'metrics' } },
    'Expected `metrics.path` to be a path that begins with `/` and has no query, got `metrics` (string).',
  ],
  [
    { metrics: { path: '/a?b' } },
    'Expected `metrics.path` to be a path that begins with `/` and has no query, got `/a?b` (string).',
  ],
  [
    { metrics: { path: '/readyz' } },
    'Expected `metrics.path` to be none of /healthz, /readyz, /workers, got `/readyz` (string).',
  ],
  [
    { metrics: { path: '/', livePage: true } },
    'Expected `metrics.livePage` to be false when `metrics.path` is `/`, got `true` (boolean).',
  ],
  [{ metrics: { livePage: 1 } }, 'Expected `metrics.livePage` to be true or false, got `1` (number).'],
  [
    { metrics: { scrapeTimeoutMs: 0 } },
    'Expected `metrics.scrapeTimeoutMs` to be a positive integer, got `0` (number).',
  ],
  [
    { metrics: { maxScrapesInFlight: 0 } },
    'Expected `metrics.maxScrapesInFlight` to be a positive integer, got `0` (number).',
  ],
  [{ metrics: { readTimeoutMs: 0 } }, 'Expected `metrics.readTimeoutMs` to be a positive integer, got `0` (number).'],
  [
    { metrics: { readTimeoutMs: 2 ** 31 } },
    'Expected `metrics.readTimeoutMs` to be at most 2147483647, got `2147483648` (number).',
  ],
  [{ metrics: { maxSeries: 0 } }, 'Expected `metrics.maxSeries` to be a positive integer, got `0` (number).'],
  [
    { metrics: { maxSeriesPerWorker: '9' } },
    'Expected `metrics.maxSeriesPerWorker` to be a positive integer, got `9` (string).',
  ],
  [
    { metrics: { auth: {} } },
    'Expected `metrics.auth` to be either `{ bearer }` or `{ username, password }`, got neither.',
  ],
  [
    { metrics: { auth: { bearer: 'x', username: 'y', password: 'z' } } },
    'Expected `metrics.auth` to be either `{ bearer }` or `{ username, password }`, got both.',
  ],
  [
    { metrics: { auth: { bearer: '' } } },
    'Expected `metrics.auth.bearer` to be 1 to 8000 characters of visible ASCII, got another string.',
  ],
  [
    { metrics: { auth: { username: 'a' } } },
    'Expected `metrics.auth.password` to be 1 to 1000 characters, got a value of type undefined.',
  ],
  [{ metrics: { tls: { key: 'x', cert: 'y' } } }, 'Expected `metrics.tls.key` to be a PEM text, got another string.'],
  [
    { http: { naming: 'otel' } },
    'The value `otel` of `http.naming` is not available yet: leave the option out, or give `classic`.',
  ],
  [{ http: { naming: 'x' } }, 'Expected `http.naming` to be `classic`, got `x` (string).'],
  [
    { http: { namespace: '1st' } },
    'Expected `http.namespace` to be letters, digits and `_` that neither begin with a digit nor end with `_`, got `1st` (string).',
  ],
  [
    { http: { durationBuckets: [] } },
    'Expected `http.durationBuckets` to be a non-empty array of numbers, got an array of 0.',
  ],
  [
    { http: { durationBuckets: [1, 1] } },
    'Expected `http.durationBuckets[1]` to be above the bound before it (1), got `1` (number).',
  ],
  [
    { http: { sizeBuckets: [1, Number.POSITIVE_INFINITY] } },
    'Expected `http.sizeBuckets[1]` to be a finite number above 0 (`+Inf` is added automatically), got `Infinity` (number).',
  ],
  [{ http: { endpoint: '/x' } }, 'Expected `http.endpoint` to be a function, got `/x` (string).'],
  [
    { http: { ignore: '/x' } },
    'Expected `http.ignore` to be an array of strings and regular expressions, got `/x` (string).',
  ],
  [{ httpClient: true }, 'Expected `httpClient` to be `false` or an object, got `true` (boolean).'],
  [{ httpClient: null }, 'Expected `httpClient` to be `false` or an object, got `null`.'],
  [
    { httpClient: { maxOrigin: 1 } },
    'There is no option `httpClient.maxOrigin`. Did you mean `httpClient.maxOrigins`?',
  ],
  [{ httpClient: { maxOrigins: 0 } }, 'Expected `httpClient.maxOrigins` to be a positive integer, got `0` (number).'],
  [
    { httpClient: { durationBuckets: [] } },
    'Expected `httpClient.durationBuckets` to be a non-empty array of numbers, got an array of 0.',
  ],
  [{ http: { maxEndpoints: 0 } }, 'Expected `http.maxEndpoints` to be a positive integer, got `0` (number).'],
  [{ registries: [] }, 'Expected `registries` to be a function, got an array of 0.'],
  [
    { perWorker: ['a', 5] },
    'Expected `perWorker[1]` to be a non-empty string or a regular expression, got `5` (number).',
  ],
  [{ runtime: { allocation: 1 } }, 'Expected `runtime.allocation` to be true or false, got `1` (number).'],
  [{ runtime: true }, 'Expected `runtime` to be an object, got `true` (boolean).'],
  [{ runtime: { alocation: true } }, 'There is no option `runtime.alocation`. Did you mean `runtime.allocation`?'],
  [{ restart: { minDelayMs: 0 } }, 'Expected `restart.minDelayMs` to be a positive integer, got `0` (number).'],
  [
    { restart: { hungAfterMs: 999 } },
    'Expected `restart.hungAfterMs` to be an integer of at least 1000, got `999` (number).',
  ],
  [
    { restart: { minDelayMs: 10, maxDelayMs: 9 } },
    'Expected `restart.maxDelayMs` to be at least `restart.minDelayMs` (10), got `9` (number).',
  ],
  [
    { logger: { info: nothing } },
    'Expected `logger` to be an object with the methods `info`, `warn` and `error`, got an object (Object).',
  ],
];

for (const [index, [options, message]] of wrong.entries()) {
  test(`wrong options ${index}: ${message}`, () => assert.is(messageOf(options), message));
}

test('wrong environment variables are named', () => {
  assert.is(
    messageOf({}, { WEB_CONCURRENCY: 'auto' }),
    'Expected `the environment variable WEB_CONCURRENCY` to be a positive integer, got `auto` (string).',
  );
  for (const PORT of ['0x50', '80 ', '-1', '1e3']) assert.match(messageOf({}, { PORT }), `\`${PORT}\` (string)`);
  assert.match(messageOf({}, { METRICS_PORT: '65536' }), 'at most 65535');
});

test('an environment variable that an option overrides is not looked at', () => {
  assert.is(messageOf({ port: 1, workers: 1 }, { PORT: 'x', WEB_CONCURRENCY: 'y' }), 'nothing thrown');
});

test('no message shows a secret', () => {
  const auth = { bearer: 'secret with spaces' };
  assert.not.match(messageOf({ metrics: { auth } }), 'secret with');
  assert.not.match(messageOf({ metrics: { tls: { key: 'my-secret-key', cert: '' } } }), 'my-secret');
});

test.run();
