import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fixture } from '../driver/fixture.js';
import { pageWithTotal } from '../driver/scraped/page-with-total.js';
import { seriesOf, totalOf, valueIn } from '../driver/scraped/scraped-page.js';
import { startFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const test = suite('odd options that are accepted');
const REQUESTS = 6;
const IGNORED = ['/ignored/0', '/ignored/998', '/internal/a'];
const PREFIX = `${'n'.repeat(100)}_`;
const SERIES = '{endpoint="/",method="GET",status="200"}';
let fixture: Fixture;

test.before(async () => {
  fixture = await startFixture('odd-options');
});

test.after(() => fixture.close());

test('serve a full page at an odd path, with a thousand buckets and patterns, under a long namespace', async () => {
  assert.is(new URL(fixture.metricsUrl).pathname, "/m$&x;@'()*");
  for (const path of [...IGNORED, ...Array.from({ length: REQUESTS }, () => '/')]) await fixture.get(path);
  const page = await pageWithTotal(fixture, 'orders_total', REQUESTS + IGNORED.length);
  assert.is(totalOf(page, `${PREFIX}http_request_count_total`), REQUESTS);
  for (const series of seriesOf(page, 'orders_total')) assert.match(series, /^orders_total\{worker="[01]"\}$/);
  for (const name of ['http_request_duration_seconds', 'http_request_size_bytes', 'http_response_size_bytes']) {
    assert.is(seriesOf(page, `${PREFIX}${name}_bucket`).length, 1001, name);
    assert.is(valueIn(page, `${PREFIX}${name}_count${SERIES}`), REQUESTS);
  }
});

test('and a logger that throws or rejects: the primary replaces workers, and the console gets each message', async () => {
  for (const slot of [0, 1]) {
    const pid = await fixture.readyPid(slot);
    process.kill(pid, 'SIGKILL');
    await fixture.untilReplaced(pid);
  }
  const failure = 'prom-cluster: the logger failed to take this message: the disk is full';
  await waitFor('both messages and their reasons', () => fixture.output.split(failure).length === 3);
  for (const slot of [0, 1]) assert.match(fixture.output, new RegExp(`Worker ${slot} ended: .*SIGKILL`));
  const page = await fixture.wholePage();
  assert.is(totalOf(page, `${PREFIX}http_request_count_total`), REQUESTS);
});

test.run();
