import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parsePage, totalOf, valueIn } from '../driver/scraped/scraped-page.js';
import { withFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const test = suite('reload');
const LOGGED = /^Worker 0 was replaced by a reload, and did not end cleanly: (.*)\.$/gm;

/** Only the worker that hangs may need all of its time: another one would be killed on a slow machine. */
for (const { how, reason, words, shutdownTimeoutMs = 60_000 } of [
  { how: 'ends well', reason: 'reload', words: [] },
  { how: 'throws', reason: 'crash', words: ['exit code 1 (restart by crash)'] },
  {
    how: 'hangs',
    reason: 'signal',
    words: ['SIGKILL, because it had not ended in time (restart by signal)'],
    shutdownTimeoutMs: 100,
  },
]) {
  test(`of a worker that ${how} while it drains counts as ${reason}, once, as soon as it resolves`, () =>
    withFixture('ends-badly', { cluster: { workers: 1, shutdownTimeoutMs }, env: { HOW: how } }, async (fixture) => {
      const old = await fixture.readyPid(0);
      await fixture.reload();
      const page = parsePage(await fixture.scrapeText());
      assert.is(valueIn(page, `cluster_worker_restarts_total{worker="0",reason="${reason}"}`), 1);
      assert.is(totalOf(page, 'cluster_worker_restarts_total'), 1);
      const [worker, ...others] = await fixture.workers();
      assert.equal([worker?.restarts, worker?.state, others.length], [1, 'ready', 0]);
      assert.is.not(worker?.pid, old);
      const said = () => [...fixture.output.matchAll(LOGGED)].map(([, how]) => how);
      await waitFor('the log', () => said().length >= words.length);
      assert.equal(said(), words);
    }));
}

test.run();
