import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Page, valueIn } from '../driver/scraped/scraped-page.js';
import { withFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const folder = mkdtempSync(join(tmpdir(), 'stream-connections-'));
const release = join(folder, 'release');

test.after(() => rmSync(folder, { recursive: true }));

test('reload() breaks no request beside connections that are no sockets, and such requests are on the page', () =>
  withFixture('stream-connections', { cluster: { workers: 1 }, env: { RELEASE_FILE: release } }, async (fixture) => {
    const pid = await fixture.readyPid(0);
    assert.equal(await fixture.get('/open'), { status: 200, body: 'opened' });
    // The connection of GET /open is closed; of the two streams one is open.
    await waitFor('the ended connections to leave the page', async () => {
      return valueIn(await fixture.wholePage(), 'http_worker_open_connections{worker="0"}') === 1;
    });
    const slow = fixture.get('/slow');
    await waitFor('/slow to be in progress', async () => {
      return valueIn(await fixture.wholePage(), 'http_requests_in_flight') === 1;
    });
    const reloaded = fixture.reload();
    await waitFor('the drain to close the idle stream', () => fixture.output.includes('the idle tunnel was closed'));
    writeFileSync(release, '');
    assert.equal(await slow, { status: 200, body: 'slow' });
    await reloaded;
    await fixture.readyPid(0, pid);
    const page = await fixture.wholePage();
    assert.is(requests(page, '/slow', 200), 1);
    assert.is(requests(page, '/inside', 200), 1);
    assert.is(requests(page, '/broken', 499), 1);
    for (const size of ['http_request_size_bytes', 'http_response_size_bytes']) {
      assert.is(valueIn(page, `${size}_count{endpoint="/slow",method="GET",status="200"}`), 1);
      for (const unknown of [
        'endpoint="/inside",method="GET",status="200"',
        'endpoint="/broken",method="GET",status="499"',
      ])
        assert.is(valueIn(page, `${size}_count{${unknown}}`), 0);
    }
    assert.is(valueIn(page, 'http_worker_open_connections{worker="0"}'), 0);
    assert.is(valueIn(page, 'cluster_worker_restarts_total{worker="0",reason="reload"}'), 1);
    assert.is(valueIn(page, 'cluster_worker_restarts_total{worker="0",reason="crash"}'), 0);
    assert.is(valueIn(page, 'cluster_metric_conflicts_total{reason="internal_error"}'), 0);
  }));

test('reload() breaks no request where requests are not recorded either', () => {
  const options = { cluster: { workers: 1, http: false as const }, env: { RELEASE_FILE: release } };
  rmSync(release, { force: true });
  return withFixture('stream-connections', options, async (fixture) => {
    const pid = await fixture.readyPid(0);
    assert.equal(await fixture.get('/open'), { status: 200, body: 'opened' });
    const open = async () => valueIn(await fixture.wholePage(), 'http_worker_open_connections{worker="0"}');
    await waitFor('the ended connections to leave the page', async () => (await open()) === 1);
    const slow = fixture.get('/slow');
    await waitFor('the connection of /slow', async () => (await open()) === 2);
    const reloaded = fixture.reload();
    await waitFor('the drain to close the idle stream', () => fixture.output.includes('the idle tunnel was closed'));
    writeFileSync(release, '');
    assert.equal(await slow, { status: 200, body: 'slow' });
    await reloaded;
    await fixture.readyPid(0, pid);
    const page = await fixture.wholePage();
    assert.is(page.get('http_requests_in_flight'), undefined);
    assert.is(valueIn(page, 'http_worker_open_connections{worker="0"}'), 0);
    assert.is(valueIn(page, 'cluster_worker_restarts_total{worker="0",reason="reload"}'), 1);
    assert.is(valueIn(page, 'cluster_metric_conflicts_total{reason="internal_error"}'), 0);
  });
});

test('an error in the drain is counted on the page, and the worker ends as it would have', () => {
  const cluster = { workers: 1, shutdownTimeoutMs: 1000 };
  return withFixture('stream-connections', { cluster }, async (fixture) => {
    const pid = await fixture.readyPid(0);
    assert.equal(await fixture.get('/odd'), { status: 200, body: 'given' });
    await fixture.reload();
    await fixture.readyPid(0, pid);
    const page = await fixture.wholePage();
    assert.ok(valueIn(page, 'cluster_metric_conflicts_total{reason="internal_error"}') > 0);
    assert.match(fixture.output, 'this stream cannot be closed');
    assert.is(requests(page, '/odd', 200), 1);
    assert.is(valueIn(page, 'cluster_worker_restarts_total{worker="0",reason="reload"}'), 1);
    assert.is(valueIn(page, 'cluster_worker_restarts_total{worker="0",reason="crash"}'), 0);
  });
});

test.run();

function requests(page: Page, endpoint: string, status: number): number {
  return valueIn(page, `http_request_count_total{endpoint="${endpoint}",method="GET",status="${status}"}`);
}
