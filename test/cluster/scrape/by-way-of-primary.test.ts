import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { NO_SOCKET_VARIABLE, STRUCTURED_CLONES_VARIABLE } from '../../fixtures/run-fixture.js';
import { underLoad } from '../driver/clients/load.js';
import { totalOf, valueIn } from '../driver/scraped/scraped-page.js';
import { withFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const REQUESTS = 20;
// No flush by timer: what arrives was sent at a scrape, or at a worker's end.
const options = { cluster: { flushIntervalMs: 60_000 }, env: { [NO_SOCKET_VARIABLE]: 'yes' } };

for (const [how, env] of [
  ['as JSON', {}],
  ["as the app's own setupPrimary() says", { [STRUCTURED_CLONES_VARIABLE]: 'yes' }],
] as const) {
  test(`${how}: workers that cannot connect to the aggregator are asked by the primary, and answer by it`, () =>
    withFixture('load-app', { ...options, env: { ...options.env, ...env } }, async (fixture) => {
      for (let count = 1; count <= REQUESTS; count++) {
        await fixture.get('/');
        const page = await fixture.wholePage();
        assert.is(totalOf(page, 'http_request_count_total'), count);
        assert.is(totalOf(page, 'answered_total'), count);
      }
      assert.is(totalOf(await fixture.wholePage(), 'cluster_frames_rejected_total'), 0);
    }));
}

test('nothing is lost at the end of such a worker', () =>
  withFixture('load-app', options, async (fixture) => {
    const load = await underLoad(fixture.url, async (running) => {
      await waitFor('200 answers', () => running.answered >= 200);
      const pid = await running.ask('/exit');
      await waitFor(`the successor of ${pid}`, async () => {
        return (await fixture.workers()).every((worker) => worker.state === 'ready' && worker.pid !== pid);
      });
    });
    const page = await fixture.wholePage();
    assert.is(totalOf(page, 'http_request_count_total'), load.answered);
    assert.is(totalOf(page, 'answered_total'), load.answered);
    assert.is(valueIn(page, 'cluster_frames_rejected_total{reason="gap"}'), 0);
  }));

test.run();
