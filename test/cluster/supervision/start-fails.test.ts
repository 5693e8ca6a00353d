import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fixture } from '../driver/fixture.js';
import { lastWordsOf } from '../driver/last-words.js';
import { type FixtureOptions, spawnFixture, startFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const test = suite('a start that fails');
const folder = mkdtempSync(join(tmpdir(), 'start-fails-'));
const fixtures: Fixture[] = [];
let taken: net.Server;
let takenPort: number;

test.before(async () => {
  taken = net.createServer().listen(0);
  await once(taken, 'listening');
  takenPort = (taken.address() as AddressInfo).port;
});

test.after(async () => {
  await Promise.all(fixtures.map((fixture) => fixture.close()));
  taken.close();
  rmSync(folder, { recursive: true });
});

test('rejects with ERR_APP_LISTEN and leaves nothing running when the app port is taken', async () => {
  const failure = await failureOf({ cluster: { port: takenPort } });
  assert.is(failure['code'], 'ERR_APP_LISTEN');
  assert.match(String(failure['message']), String(takenPort));
  assert.is((failure['cause'] as { code: string }).code, 'EADDRINUSE');
  assert.is(failure['workers'], 0);
});

test('rejects with ERR_METRICS_LISTEN and leaves nothing running when the metrics port is taken', async () => {
  const failure = await failureOf({ cluster: { metrics: { port: takenPort, host: '::' } } });
  assert.is(failure['code'], 'ERR_METRICS_LISTEN');
  assert.match(String(failure['message']), String(takenPort));
  assert.is((failure['cause'] as { code: string }).code, 'EADDRINUSE');
  assert.is(failure['workers'], 0);
});

test('rejects with the error of the first worker and leaves nothing running when every worker fails', async () => {
  const failure = await failureOf({ env: { FAILING_SLOTS: '[0, 1]' } });
  assert.is(failure['code'], 'ERR_WORKER_START');
  assert.match(String(failure['message']), /^Worker 0 could not start: slot 0 has no database$/);
  assert.equal(failure['cause'], { name: 'RangeError', message: 'slot 0 has no database' });
  assert.is(failure['workers'], 0);
});

test('rejects with a clear error when a factory throws an object that cannot become a text', async () => {
  const failure = await failureOf({ env: { FAILING_SLOTS: '[0, 1]', ODD_ERROR: 'yes' } });
  assert.is(failure['code'], 'ERR_WORKER_START');
  assert.is(failure['message'], 'Worker 0 could not start: [Object: null prototype] {}');
});

test('waits for the successor of a worker that fails once', async () => {
  const env = { FAILING_SLOTS: '[1]', ONCE_FILE: join(folder, 'once') };
  const fixture = await start({ env, cluster: { restart: { minDelayMs: 10 } } });
  const workers = await fixture.workers();
  assert.equal(
    workers.map(({ slot, state, restarts }) => ({ slot, state, restarts })),
    [
      { slot: 0, state: 'ready', restarts: 0 },
      { slot: 1, state: 'ready', restarts: 1 },
    ],
  );
});

test('forks a worker that keeps failing again, later and later, up to the longest delay', async () => {
  const restart = { minDelayMs: 10, maxDelayMs: 50 };
  const fixture = spawnFixture('start-fails', { env: { FAILING_SLOTS: '[1]' }, cluster: { restart } });
  fixtures.push(fixture);
  const delaysMs = () => [...fixture.output.matchAll(/forked in (\d+) ms/g)].map(([, delay]) => Number(delay));
  await waitFor('five attempts', () => delaysMs().length >= 5);
  assert.equal(delaysMs().slice(0, 5), [10, 20, 40, 50, 50]);
  assert.not.ok(fixture.isReady);
  await fixture.kill('SIGTERM');
});

async function start(options: FixtureOptions): Promise<Fixture> {
  const fixture = await startFixture('start-fails', options);
  fixtures.push(fixture);
  return fixture;
}

/** What the fixture says of its failed start. The fixture has ended by itself with 0. */
async function failureOf(options: FixtureOptions): Promise<Record<string, unknown>> {
  const fixture = spawnFixture('start-fails', options);
  fixtures.push(fixture);
  const failure = await lastWordsOf(fixture);
  assert.is(fixture.process.exitCode, 0, fixture.output);
  return failure;
}

test.run();
