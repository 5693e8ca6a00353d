import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { spawnFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

test('a worker that starts for more than a second, and dies as soon as it is ready, waits longer each time', async () => {
  const fixture = spawnFixture('slow-starter', { cluster: { workers: 1, restart: { minDelayMs: 10 } } });
  try {
    const delaysMs = () =>
      [...fixture.output.matchAll(/exit code 1\. .* forked in (\d+) ms/g)].map(([, ms]) => Number(ms));
    await waitFor('three lives', () => delaysMs().length >= 3);
    assert.equal(delaysMs().slice(0, 3), [10, 20, 40], fixture.output);
    assert.not.match(fixture.output, 'before it was ready');
  } finally {
    await fixture.kill();
  }
});

test.run();
