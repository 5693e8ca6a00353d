// needs: openssl
// Whatever options are accepted, a page is served with them: at the path, with the credentials, in the buckets and with the
// names that they say.
import fc from 'fast-check';
import { Counter, Gauge, Registry } from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { namespacePrefix, namingOf } from '../../../../src/shared/model/request-names.js';
import type { ClusterOptions, MetricsOptions, ResolvedOptions } from '../../../../src/shared/options/options.js';
import { resolveOptions } from '../../../../src/shared/options/resolve-options.js';
import { EndpointNamer } from '../../../../src/worker/http/routes/endpoint-namer.js';
import { createCertificate } from '../../../cluster/driver/certificate.js';
import { servedParts } from '../../../shared/options/arbitrary-options.js';
import { parsePage, sampleKey } from '../page.js';
import { ServedOptions } from './served-options.js';

const test = suite('accepted options');
const certificate = createCertificate();
const tls = [undefined, certificate, { ...certificate, ca: certificate.cert, requestCert: true }];

const MANY = Array.from({ length: 1000 }, (_, index) => index);
const EXTREME: ClusterOptions = {
  http: {
    namespace: 'n'.repeat(100),
    durationBuckets: MANY.map((index) => 1 + index * Number.EPSILON),
    sizeBuckets: MANY.map((index) => (index + 1) * 1e300),
    ignore: MANY.map((index) => `/${index}`),
  },
  httpClient: { durationBuckets: MANY.map((index) => (index + 1) * 5e-324) },
  perWorker: MANY.map((index) => `gauge_${index}`),
  metrics: { path: `/${'m'.repeat(999)}`, auth: { bearer: 'b'.repeat(8000) }, scrapeTimeoutMs: 2 ** 31 - 1 },
};

test('the longest lists and texts that are accepted are served', async () => {
  await serve(resolveOptions(EXTREME, {}));
});

test('any options that are accepted are served', async () => {
  let served = 0;
  const options = fc.tuple(servedParts, fc.constantFrom(...tls));
  await fc.assert(
    fc.asyncProperty(options, async ([{ metrics, ...given }, tlsOrNone]) => {
      const resolved = accepted({ ...given, metrics: { ...metrics, ...(tlsOrNone && { tls: tlsOrNone }) } });
      if (!resolved) return;
      served++;
      await serve(resolved);
    }),
    { numRuns: 150 },
  );
  assert.ok(served > 50, 'hardly any options were accepted');
});

test.run();

function accepted(options: unknown): ResolvedOptions | undefined {
  try {
    return resolveOptions(options, {});
  } catch {
    return undefined;
  }
}

async function serve(options: ResolvedOptions): Promise<void> {
  const registry = new Registry();
  new Counter({ name: 'orders_total', help: 'Orders.', registers: [registry] }).inc(3);
  const gauges = new Set(options.perWorker.filter((name) => typeof name === 'string' && name !== 'orders_total'));
  for (const name of gauges) new Gauge({ name: String(name), help: 'G.', registers: [registry] }).set(5);
  const cluster = new ServedOptions(options, registry);
  await cluster.listen();
  try {
    cluster.http?.record(cluster.http.row('/x', 'GET', 200), 0.1, 100, 1000);
    cluster.outbound?.record('http://a/', 'GET', 200, 0.1);
    await checkPage(cluster, options, gauges);
    await checkAccess(cluster, options);
    checkIgnored(options);
    assert.equal(cluster.log, []);
  } finally {
    await cluster.close();
  }
}

async function checkPage(cluster: ServedOptions, options: ResolvedOptions, gauges: Iterable<unknown>): Promise<void> {
  const { http, httpClient, metrics, perWorker } = options;
  const { status, text } = await cluster.get(metrics.path, authorization(metrics.auth));
  assert.is(status, 200);
  const page = parsePage(text);
  const prefix = namespacePrefix(namingOf(http).namespace);
  const labels: [string, string][] = [
    ['endpoint', '/x'],
    ['method', 'GET'],
    ['status', '200'],
  ];
  assert.is(page.get(sampleKey(`${prefix}http_request_count_total`, labels)), http === false ? undefined : 1);
  if (http !== false) {
    checkBuckets(page, `${prefix}http_request_duration_seconds`, labels, http.durationBuckets, 0.1);
    checkBuckets(page, `${prefix}http_request_size_bytes`, labels, http.sizeBuckets, 100);
    checkBuckets(page, `${prefix}http_response_size_bytes`, labels, http.sizeBuckets, 1000);
  }
  const [, ...answer] = labels;
  const client: [string, string][] = [['origin', 'http://a'], ...answer];
  const clientBuckets = httpClient === false ? undefined : httpClient.durationBuckets;
  checkBuckets(page, `${prefix}http_client_request_duration_seconds`, client, clientBuckets, 0.1);
  const isListed = perWorker.some((rule) =>
    rule instanceof RegExp ? rule.test('orders_total') : rule === 'orders_total',
  );
  assert.is(page.get(sampleKey('orders_total', isListed ? [['worker', '0']] : [])), 3);
  for (const name of gauges) assert.is(page.get(sampleKey(String(name), [['worker', '0']])), 5, String(name));
}

function checkBuckets(
  page: Map<string, number>,
  name: string,
  labels: [string, string][],
  bounds: readonly number[] | undefined,
  value: number,
): void {
  for (const bound of bounds ?? []) {
    const shown = page.get(sampleKey(`${name}_bucket`, [...labels, ['le', String(bound)]]));
    assert.is(shown, value <= bound ? 1 : 0, `${name} up to ${bound}`);
  }
  if (bounds) assert.is(page.get(sampleKey(`${name}_bucket`, [...labels, ['le', '+Inf']])), 1, name);
}

async function checkAccess(cluster: ServedOptions, { metrics }: ResolvedOptions): Promise<void> {
  const right = authorization(metrics.auth);
  if (right !== undefined) {
    for (const wrong of [undefined, `${right}x`]) assert.is((await cluster.get(metrics.path, wrong)).status, 401);
  }
  assert.is((await cluster.get('/healthz', undefined)).status, 200);
  const root = await cluster.get('/', right);
  if (metrics.path !== '/') assert.is(root.status, metrics.livePage ? 200 : 404);
}

/** Each string names a request that is left out. */
function checkIgnored({ http }: ResolvedOptions): void {
  if (http === false) return;
  const namer = new EndpointNamer(http, () => undefined);
  for (const rule of http.ignore) if (typeof rule === 'string') assert.ok(namer.isIgnored(rule), rule);
}

function authorization(auth: MetricsOptions['auth']): string | undefined {
  if (auth === undefined) return undefined;
  if ('bearer' in auth) return `Bearer ${auth.bearer}`;
  return `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}`;
}
