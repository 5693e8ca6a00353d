import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  nameOf,
  type Page,
  parsePage,
  parseTypes,
  seriesOf,
  totalOf,
  valueIn,
} from '../driver/scraped/scraped-page.js';
import { startFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const WORKERS = ['0', '1', '2'];
const fixture = await startFixture('business-app', { cluster: { http: { namespace: 'gole' } } });

test('requests that several workers answered add up', async () => {
  // The second page must not add what the first page has shown already.
  const slots = await askUntilAllAnswered();
  await fixture.wholePage();
  await askUntilAllAnswered(slots);
  const page = await fixture.wholePage();
  const answered = [...slots.values()].reduce((sum, count) => sum + count);
  const labels = 'endpoint="/",method="GET",status="200"';
  assert.is(valueIn(page, `gole_http_request_count_total{${labels}}`), answered);
  assert.is(valueIn(page, `gole_http_request_duration_seconds_count{${labels}}`), answered);
  assert.is(valueIn(page, `gole_http_request_duration_seconds_bucket{${labels},le="+Inf"}`), answered);
  assert.is(valueIn(page, `gole_http_request_size_bytes_count{${labels}}`), answered);
  assert.is(valueIn(page, `gole_http_response_size_bytes_count{${labels}}`), answered);
  assert.is(valueIn(page, 'gole_http_requests_in_flight'), 0);
  for (const slot of WORKERS) {
    assert.is(valueIn(page, `gole_http_worker_requests_total{worker="${slot}"}`), slots.get(slot));
    assert.is(valueIn(page, `gole_http_worker_requests_in_flight{worker="${slot}"}`), 0);
  }
  assert.equal(seriesOf(page, 'http_request_count_total'), []);
});

test('metrics of the app are merged by type and aggregator', async () => {
  const text = await fixture.wholeText();
  for (const family of [
    ['# HELP jobs_total Jobs.', '# TYPE jobs_total counter', 'jobs_total{kind="print"} 6'],
    [
      '# HELP job_seconds Durations.',
      '# TYPE job_seconds histogram',
      'job_seconds_bucket{le="1"} 1',
      'job_seconds_bucket{le="2"} 2',
      'job_seconds_bucket{le="+Inf"} 3',
      'job_seconds_sum 6',
      'job_seconds_count 3',
    ],
    ['# HELP sum_level A sum.', '# TYPE sum_level gauge', 'sum_level 60'],
    ['# HELP min_level A min.', '# TYPE min_level gauge', 'min_level 10'],
    ['# HELP max_level A max.', '# TYPE max_level gauge', 'max_level 30'],
    ['# HELP average_level A average.', '# TYPE average_level gauge', 'average_level 20'],
    ['# HELP first_level A first.', '# TYPE first_level gauge', 'first_level 10'],
  ]) {
    assert.ok(`\n${text}`.includes(`\n${family.join('\n')}\n`), `expected ${family.join('\n')} in\n${text}`);
  }
  assert.not.match(text, 'omit_level');
});

test('quantiles of a summary are shown per worker, its sum and count merged', async () => {
  const page = await fixture.wholePage();
  assert.is(valueIn(page, 'job_bytes_sum'), 360);
  assert.is(valueIn(page, 'job_bytes_count'), 9);
  assert.equal(
    seriesOf(page, 'job_bytes')
      .map((series) => [series, page.get(series)])
      .sort(),
    [
      ['job_bytes{worker="0",quantile="0.5"}', 20],
      ['job_bytes{worker="0",quantile="0.9"}', 30],
      ['job_bytes{worker="1",quantile="0.5"}', 40],
      ['job_bytes{worker="1",quantile="0.9"}', 60],
      ['job_bytes{worker="2",quantile="0.5"}', 60],
      ['job_bytes{worker="2",quantile="0.9"}', 90],
    ],
  );
});

test('families that `perWorker` lists keep a worker label', async () => {
  const page = await fixture.wholePage();
  for (const name of ['pool_size', 'lane_jobs_total']) {
    assert.equal(
      seriesOf(page, name)
        .sort()
        .map((series) => [series, page.get(series)]),
      WORKERS.map((slot) => [`${name}{worker="${slot}"}`, Number(slot) + 1]),
    );
  }
});

test('the runtime metrics of every process are shown once, though the app collects default metrics as well', async () => {
  const text = await fixture.wholeText();
  const page = parsePage(text);
  const processes = [...WORKERS, 'primary'];
  for (const name of [
    'process_start_time_seconds',
    'process_resident_memory_bytes',
    'process_cpu_seconds_total',
    'process_open_fds',
    'nodejs_eventloop_lag_seconds',
    'nodejs_heap_size_used_bytes',
  ]) {
    assert.equal(seriesOf(page, name).sort(), processes.map((slot) => `${name}{worker="${slot}"}`).sort());
    assert.ok(seriesOf(page, name).every((series) => valueIn(page, series) >= 0));
  }
  const runtime = [...page.keys()].filter((series) => /^(process|nodejs)_/.test(series));
  assert.equal(
    runtime.filter((series) => !/[{,]worker="(0|1|2|primary)"/.test(series)),
    [],
  );
  assert.is([...text.matchAll(/^# TYPE nodejs_version_info /gm)].length, 1);
  assert.equal(seriesOf(page, 'nodejs_version_info').length, processes.length);
});

test('all default metrics of prom-client are on the page, with their own names and types', async () => {
  const types = parseTypes(await fixture.wholeText());
  const { Registry, collectDefaultMetrics } = await import('prom-client');
  const register = new Registry();
  collectDefaultMetrics({ register });
  // These have samples only while a request is under way, or after a garbage collection.
  const passing = ['nodejs_active_requests', 'nodejs_gc_duration_seconds'];
  const shown = (await register.getMetricsAsJSON()).filter(({ name }) => !passing.includes(name));
  assert.ok(shown.length > 20);
  for (const { name, type } of shown) assert.is(types.get(name), String(type), name);
  register.clear();
});

test('the start time of each process is right', async () => {
  const page = await fixture.wholePage();
  for (const { slot, startedAt } of await fixture.workers()) {
    const seconds = valueIn(page, `process_start_time_seconds{worker="${slot}"}`);
    assert.ok(Math.abs(seconds - new Date(startedAt).getTime() / 1000) < 30, `${seconds} and ${startedAt}`);
  }
});

test('uptime counts from the start of the cluster', async () => {
  const before = valueIn(await fixture.wholePage(), 'gole_uptime_seconds');
  assert.ok(before > 0);
  await waitFor('the uptime to grow', async () => valueIn(await fixture.wholePage(), 'gole_uptime_seconds') > before);
});

test('a page of one worker shows the values of that worker', async () => {
  const page = await fixture.scrape('?worker=1');
  assert.is(totalOf(page, 'jobs_total'), 2);
  assert.is(totalOf(page, 'sum_level'), 20);
});

test('a filtered page shows the named families alone', async () => {
  const page = await fixture.scrape('?name[]=jobs_total&name[]=max_level');
  assert.equal([...new Set([...page.keys()].map(nameOf))].sort(), ['jobs_total', 'max_level']);
});

test('metrics() gives the page that a scrape gives', async () => {
  const names = (page: Page) => [...new Set([...page.keys()].map(nameOf))].sort();
  assert.equal(names(parsePage(await fixture.metrics())), names(await fixture.wholePage()));
  assert.is(valueIn(parsePage(await fixture.metrics()), 'jobs_total{kind="print"}'), 6);
});

test('no family is shown merged and per worker under one name', async () => {
  const page = await fixture.wholePage();
  const scopes = new Map<string, Set<boolean>>();
  for (const series of page.keys()) {
    const scope = /[{,]worker="/.test(series);
    scopes.set(nameOf(series), (scopes.get(nameOf(series)) ?? new Set()).add(scope));
  }
  assert.equal(
    [...scopes].filter(([, found]) => found.size > 1).map(([name]) => name),
    [],
  );
});

test.after(() => fixture.close());

/** @returns how many requests each slot answered, added to those of earlier calls */
async function askUntilAllAnswered(slots = new Map<string, number>()): Promise<Map<string, number>> {
  const before = new Map(slots);
  await waitFor('an answer of every worker', async () => {
    const { body } = await fixture.get('/');
    slots.set(body, (slots.get(body) ?? 0) + 1);
    return WORKERS.every((slot) => (slots.get(slot) ?? 0) > (before.get(slot) ?? 0));
  });
  return slots;
}

test.run();
