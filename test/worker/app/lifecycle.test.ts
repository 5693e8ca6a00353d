import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Guard } from '../../../src/shared/basics/guard.js';
import { WorkerLifecycle } from '../../../src/worker/app/lifecycle.js';

/** Longer than the runner lets a test file live: a test that waits for it fails. */
const NEVER_MS = 2 ** 31 - 1;

/** The errors that the guard has noted. */
const noted: string[] = [];
const guard = new Guard({ note: (_reason, _family, detail) => noted.push(detail) });

test.before.each(() => {
  noted.length = 0;
});

test('a lifecycle aborts, drains, flushes and exits, once', async () => {
  const steps: string[] = [];
  const server = http.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.once('close', () => steps.push('drained'));
  const exited = new Promise((resolve) => {
    const lifecycle = new WorkerLifecycle({
      guard,
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
      void new WorkerLifecycle({ guard, shutdownTimeoutMs: NEVER_MS, lastFlush, exit }).close();
    });
    assert.is(code, 0);
  });
}

test('a drain that throws is noted; the requests keep their time, and the worker flushes and exits', async () => {
  const steps: string[] = [];
  const server = http.createServer((_, response) => setImmediate(() => response.end('whole'))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const exited = new Promise<number>((exit) => {
    const lifecycle = new WorkerLifecycle({
      guard,
      shutdownTimeoutMs: NEVER_MS,
      lastFlush: async () => void steps.push('flushed'),
      stopListening: () => {
        throw new Error('cannot stop');
      },
      exit,
    });
    lifecycle.watch(server);
    const { port } = server.address() as AddressInfo;
    http.get({ port, host: '127.0.0.1' }, async (response) => {
      steps.push((await response.setEncoding('utf8').toArray()).join(''));
    });
    server.once('request', () => void lifecycle.close());
  });
  assert.is(await exited, 0);
  assert.equal(steps, ['whole', 'flushed']);
  assert.match(noted.join(), 'cannot stop');
});

test('a last flush that fails is noted, so that the flush at the exit sends the note', async () => {
  const lastFlush = () => Promise.reject(new Error('no channel'));
  await new Promise<number>((exit) => {
    void new WorkerLifecycle({ guard, shutdownTimeoutMs: NEVER_MS, lastFlush, exit }).close();
  });
  assert.match(noted.join(), 'no channel');
});

test.run();
