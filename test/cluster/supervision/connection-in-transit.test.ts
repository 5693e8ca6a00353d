import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { totalOf, valueIn } from '../driver/scraped/scraped-page.js';
import { withFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

test('a worker that dies with a connection on its way to it has ended: no scrape waits for it, nor does close()', () =>
  withFixture('loop-app', {}, async (fixture) => {
    const pid = await fixture.readyPid(0);
    await fixture.get('/loop');
    const { hostname, port } = new URL(fixture.url);
    const connection = connect(Number(port), hostname);
    await once(connection, 'connect');
    // The primary answers this after it has taken the connection and handed it on, to a worker that cannot take it.
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
    // Ends with the fixture's own close(), which once waited for ever.
  }));

test.run();
