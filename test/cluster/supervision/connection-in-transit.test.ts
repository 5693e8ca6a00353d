import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { totalOf, valueIn } from '../driver/scraped/scraped-page.js';
import { withFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

test('neither a scrape nor close() waits for a worker that was killed while a connection was on its way to it', () =>
  withFixture('loop-app', {}, async (fixture) => {
    const pid = await fixture.readyPid(0);
    await fixture.get('/loop');
    const { hostname, port } = new URL(fixture.url);
    const connection = connect(Number(port), hostname);
    await once(connection, 'connect');
    // The primary answers this call after it has accepted the connection and handed it on to the worker, which cannot take it.
    await fixture.workers();

    process.kill(pid, 'SIGKILL');
    await fixture.readyPid(0, pid);
    await waitFor('a scrape that misses nobody', async () => {
      const page = await fixture.scrape();
      return valueIn(page, 'cluster_scrape_missing_workers') === 0;
    });
    await fixture.get('/');
    assert.is(totalOf(await fixture.scrape(), 'http_request_count_total'), 1);
    connection.destroy();
    // The fixture's close() follows. It once waited for ever here.
  }));

test.run();
