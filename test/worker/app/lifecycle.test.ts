import { once } from 'node:events';
import http from 'node:http';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { WorkerLifecycle } from '../../../src/worker/app/lifecycle.js';

/** Longer than the runner lets a test file live: a test that waits for it fails. */
const NEVER_MS = 2 ** 31 - 1;

test('a lifecycle aborts, drains, flushes and exits, once', async () => {
  const steps: string[] = [];
  const server = http.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.once('close', () => steps.push('drained'));
  const exited = new Promise((resolve) => {
    const lifecycle = new WorkerLifecycle({
      shutdownTimeoutMs: NEVER_MS,
      lastFlush: async () => void steps.push('flushed'),
      exit: (code) => resolve(steps.push(`exited ${code}`)),
    });
    lifecycle.watch(server);
    lifecycle.signal.addEventListener('abort', () => steps.push('aborted'));
    assert.is(lifecycle.close(), lifecycle.close());
  });
  await exited;
  assert.equal(steps, ['aborted', 'drained', 'flushed', 'exited 0']);
});

for (const [name, lastFlush] of [
  ['rejects', () => Promise.reject(new Error('no channel'))],
  ['throws', () => assert.unreachable()],
  ['never settles', () => new Promise<void>(() => undefined)],
] as [string, () => Promise<void>][]) {
  test(`a last flush that ${name} keeps no worker from exiting`, async () => {
    const code = await new Promise((exit) => {
      void new WorkerLifecycle({ shutdownTimeoutMs: NEVER_MS, lastFlush, exit }).close();
    });
    assert.is(code, 0);
  });
}

test.run();
