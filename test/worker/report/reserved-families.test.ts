import { collectDefaultMetrics, Gauge, Histogram, Registry, Summary } from 'prom-client';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { PROM_CLIENT_NAMES } from '../../../src/shared/model/prom-client-names.js';
import { namesBySubject, requestNames } from '../../../src/shared/model/request-names.js';
import { ENGINE_NAMES } from '../../../src/shared/model/reserved-names.js';
import type { ClusterOptions } from '../../../src/shared/options/options.js';
import { resolveOptions } from '../../../src/shared/options/resolve-options.js';
import { createRuntimeReadings } from '../../../src/shared/runtime/runtime-readings.js';
import { ChangeTracker } from '../../../src/shared/tracking/change-tracker.js';
import { createSampler } from '../../../src/worker/report/create-sampler.js';
import { reservedFamilies } from '../../../src/worker/report/reserved-families.js';
import { SweepPace } from '../../../src/worker/report/sweep-pace.js';
import { SentSeries } from '../sent-series.js';

const OUTBOUND = 'http_client_connects_total';
const OTHERS = [
  'http_request_count_total',
  'http_worker_requests_in_flight',
  'http_worker_tls_handshakes_total',
  'uptime_seconds',
];
const OF_CLUSTER = ['cluster_workers', 'metrics_handler_requests_total', ...ENGINE_NAMES];

for (const namespace of ['', 'gole']) {
  test(`the library's names under the namespace '${namespace}' are reserved, and no others`, () => {
    const { http, httpClient } = resolveOptions({ http: { namespace } }, {});
    const isReserved = reservedBy(http, httpClient);
    const inNamespace = (name: string) => (namespace === '' ? name : `${namespace}_${name}`);
    for (const name of [...[...OTHERS, OUTBOUND].map(inNamespace), ...OF_CLUSTER]) assert.ok(isReserved(name), name);
    for (const name of [...OTHERS, OUTBOUND].map((each) => `other_${each}`)) assert.not(isReserved(name), name);
  });
}

test("the names of samples of the library's histograms and summaries are reserved", () => {
  const { http, httpClient } = resolveOptions({}, {});
  const isReserved = reservedBy(http, httpClient);
  for (const suffix of ['_count', '_sum', '_bucket']) {
    assert.ok(isReserved(`http_request_duration_seconds${suffix}`), suffix);
    assert.ok(isReserved(`http_client_request_duration_seconds${suffix}`), suffix);
    assert.is(isReserved(`http_request_size_bytes${suffix}`), suffix !== '_bucket', suffix);
    assert.not(isReserved(`http_requests_in_flight${suffix}`), suffix);
  }
});

test('without metrics of outbound requests, an app may have their names', () => {
  const { http } = resolveOptions({}, {});
  const isReserved = reservedBy(http, false);
  assert.not(isReserved(OUTBOUND));
  for (const name of OTHERS) assert.ok(isReserved(name), name);
});

test('without metrics of incoming requests, an app may have their names', () => {
  const { httpClient } = resolveOptions({}, {});
  const isReserved = reservedBy(false, httpClient);
  const { requests, connections, outbound } = namesBySubject(requestNames('classic'));
  for (const name of [...requests, 'http_request_duration_seconds_count']) assert.not(isReserved(name), name);
  for (const name of [...connections, ...outbound, 'uptime_seconds']) assert.ok(isReserved(name), name);
});

/** No metric of the library has this value by chance. */
const APPS_VALUE = 7.25;

for (const [what, family, options, remedies] of [
  ['a request metric', 'http_request_count_total', {}, '`http.namespace`, or `http: false`, or another name for it'],
  ['samples of one', 'http_request_size_bytes_sum', {}, '`http.namespace`, or `http: false`, or another name for it'],
  ['a count of connections', 'http_worker_http2_sessions', {}, '`http.namespace`, or another name for it'],
  ['an outbound metric', OUTBOUND, {}, '`http.namespace`, or `httpClient: false`, or another name for it'],
  ['an outbound metric', OUTBOUND, { http: false }, '`httpClient: false`, or another name for it'],
  ['a count of connections', 'http_worker_connections_total', { http: false }, 'another name for it'],
  [
    'a namespaced request metric',
    'gole_http_requests_in_flight',
    { http: { namespace: 'gole' } },
    'another `http.namespace`, or `http: false`, or another name for it',
  ],
  ['the uptime', 'uptime_seconds', {}, 'another name for it'],
  ['a cluster metric', 'cluster_size', {}, 'another name for it'],
  ['an addition to the runtime metrics', 'process_threads', {}, '`runtime.prefix`, or another name for it'],
  ['samples of the runtime', 'nodejs_gc_duration_seconds_sum', {}, '`runtime.prefix`, or another name for it'],
  [
    'an optional runtime metric',
    'nodejs_heap_allocated_bytes_total',
    { runtime: { allocation: true } },
    '`runtime.allocation: false`, or `runtime.prefix`, or another name for it',
  ],
  ['a series of Prometheus', 'scrape_series_added', {}, 'another name for it'],
  ['`up`', 'up', {}, '`includeUp: false` in express-prom-bundle, or another name for it'],
] as const) {
  test(`a family of the app with the name of ${what} is left out, and a note says what helps: ${remedies}`, async () => {
    const registry = new Registry();
    new Gauge({ name: family, help: "The app's own.", registers: [registry] }).set(APPS_VALUE);
    new Gauge({ name: 'fine', help: "The app's own.", registers: [registry] }).set(7);
    const { latest, notes } = await sampled(registry, options);
    assert.is.not(latest.get(family)?.[0], APPS_VALUE);
    assert.equal([...(latest.get('fine') ?? [])], [7]);
    assert.is(notes.length, 1);
    const [note = ''] = notes;
    assert.match(note, /^reserved_name it is left out, since .+ th(at|e) /);
    assert.ok(note.endsWith(`. What helps: ${remedies}`), note);
    assert.ok(note.length < 350, note);
  });
}

test("what prom-client's default metrics are called is left out without a note, and nothing else of the runtime", async () => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const runtime = createRuntimeReadings(new ChangeTracker({ maxSeries: 0 }), { allocation: true }).names;
  const others = [...runtime].filter((name) => !PROM_CLIENT_NAMES.has(name));
  for (const name of others) new Gauge({ name, help: "The app's own.", registers: [registry] }).set(7);
  const { notes } = await sampled(registry, { runtime: { allocation: true } });
  assert.ok(others.length > 20, `${others}`);
  assert.is(notes.length, others.length);
});

test('a histogram and a summary are left out for the names of their samples, too', async () => {
  const registry = new Registry();
  const registers = [registry];
  new Histogram({ name: 'cluster', help: "The app's own.", registers }).observe(1);
  new Summary({ name: 'metrics_handler', help: "The app's own.", registers }).observe(1);
  const { latest, notes } = await sampled(registry);
  assert.not([...latest.keys()].some((name) => /^(cluster|metrics_handler)/.test(name)));
  assert.match(
    notes.sort().join('\n'),
    /with its samples `cluster_bucket`, it is left out, .*\n.*`metrics_handler_sum`/,
  );
});

test.run();

function reservedBy(...options: Parameters<typeof reservedFamilies>): (name: string) => boolean {
  const whyReserved = reservedFamilies(...options);
  return (name) => whyReserved(name) !== undefined;
}

/** What a worker sends after a sweep of a registry. */
async function sampled(registry: Registry, given: ClusterOptions = {}): Promise<SentSeries> {
  const tracker = new ChangeTracker({ maxSeries: 1000 });
  const paces = { stores: new SweepPace(1000), gets: new SweepPace(1000) };
  const options = resolveOptions(given, {});
  const whyReserved = reservedFamilies(options.http, options.httpClient);
  await createSampler(tracker, options, { defaultRegister: registry, paces, whyReserved }).sample();
  const sent = new SentSeries(tracker);
  sent.take();
  return sent;
}
