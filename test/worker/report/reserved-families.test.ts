import { Gauge, Registry } from 'prom-client';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { namesBySubject, requestNames } from '../../../src/shared/model/request-names.js';
import { resolveOptions } from '../../../src/shared/options/resolve-options.js';
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
const OF_CLUSTER = ['cluster_workers', 'metrics_handler_requests_total'];

for (const namespace of ['', 'gole']) {
  test(`the library's names under the namespace '${namespace}' are reserved, and no others`, () => {
    const { http, httpClient } = resolveOptions({ http: { namespace } }, {});
    const isReserved = reservedFamilies(http, httpClient);
    const inNamespace = (name: string) => (namespace === '' ? name : `${namespace}_${name}`);
    for (const name of [...[...OTHERS, OUTBOUND].map(inNamespace), ...OF_CLUSTER]) assert.ok(isReserved(name), name);
    for (const name of [...OTHERS, OUTBOUND].map((each) => `other_${each}`)) assert.not(isReserved(name), name);
  });
}

test("the names of samples of the library's histograms and summaries are reserved", () => {
  const { http, httpClient } = resolveOptions({}, {});
  const isReserved = reservedFamilies(http, httpClient);
  for (const suffix of ['_count', '_sum', '_bucket']) {
    assert.ok(isReserved(`http_request_duration_seconds${suffix}`), suffix);
    assert.ok(isReserved(`http_client_request_duration_seconds${suffix}`), suffix);
    assert.is(isReserved(`http_request_size_bytes${suffix}`), suffix !== '_bucket', suffix);
    assert.not(isReserved(`http_requests_in_flight${suffix}`), suffix);
  }
});

test("a name of samples of the runtime metrics is not the app's to use, and a note says so", async () => {
  const registry = new Registry();
  new Gauge({ name: 'nodejs_gc_duration_seconds_sum', help: "The app's own.", registers: [registry] }).set(7);
  const tracker = new ChangeTracker({ maxSeries: 1000 });
  const paces = { stores: new SweepPace(1000), collected: new SweepPace(1000) };
  const parts = { defaultRegister: registry, paces, isReserved: () => false };
  await createSampler(tracker, resolveOptions({}, {}), parts).sample();
  const ofApp = new SentSeries(tracker);
  ofApp.take();
  assert.is(ofApp.latest.get('nodejs_gc_duration_seconds_sum'), undefined);
  assert.equal(ofApp.notes, ['reserved_name the name is one of the library']);
});

test('without metrics of outbound requests, an app may have their names', () => {
  const { http } = resolveOptions({}, {});
  const isReserved = reservedFamilies(http, false);
  assert.not(isReserved(OUTBOUND));
  for (const name of OTHERS) assert.ok(isReserved(name), name);
});

test('without metrics of incoming requests, an app may have their names', () => {
  const { httpClient } = resolveOptions({}, {});
  const isReserved = reservedFamilies(false, httpClient);
  const { requests, connections, outbound } = namesBySubject(requestNames('classic'));
  for (const name of [...requests, 'http_request_duration_seconds_count']) assert.not(isReserved(name), name);
  for (const name of [...connections, ...outbound, 'uptime_seconds']) assert.ok(isReserved(name), name);
});

test("an app's family of such a name is not sampled, and a note says so", async () => {
  const registry = new Registry();
  new Gauge({ name: 'http_worker_http2_sessions', help: "The app's own.", registers: [registry] }).set(7);
  const tracker = new ChangeTracker({ maxSeries: 1000 });
  const paces = { stores: new SweepPace(1000), collected: new SweepPace(1000) };
  const options = resolveOptions({}, {});
  const isReserved = reservedFamilies(options.http, options.httpClient);
  const sampler = createSampler(tracker, options, { defaultRegister: registry, paces, isReserved });
  await sampler.sample();
  const ofApp = new SentSeries(tracker);
  ofApp.take();
  assert.is(ofApp.latest.get('http_worker_http2_sessions'), undefined);
  assert.equal(ofApp.notes, ['reserved_name the name is one of the library']);
});

test.run();
