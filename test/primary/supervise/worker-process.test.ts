import type { Worker } from 'node:cluster';
import { EventEmitter } from 'node:events';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Incarnation } from '../../../src/primary/supervise/worker-process.js';

const FRAME = { type: 'prom-cluster:frame', base64: 'AQ==' };

test('a frame that is read after the exit is told before the end', async () => {
  const { worker, told, incarnation } = observed();
  worker.emit('exit', 0, null);
  worker.emit('message', FRAME);
  worker.isOpen = false;
  worker.emit('disconnect');
  await incarnation.ended;
  assert.equal(told, ['exited', 'frame', 'ended']);
});

test('a process that cut its channel has not ended before its exit', async () => {
  const { worker, told, incarnation } = observed();
  worker.isOpen = false;
  worker.emit('disconnect');
  assert.equal(told, []);
  worker.emit('exit', 1, null);
  await incarnation.ended;
  assert.equal(told, ['exited', 'ended']);
});

test('a channel that is read to its end is an end, though Node never tells of the disconnect', async () => {
  const { worker, told, incarnation } = observed();
  worker.emit('exit', null, 'SIGKILL');
  worker.emit('message', FRAME);
  worker.isOpen = false;
  await incarnation.ended;
  assert.equal(told, ['exited', 'frame', 'ended']);
});

test('frames of the turn in which the channel was closed are told before the end', async () => {
  const { worker, told, incarnation } = observed();
  worker.isOpen = false;
  worker.emit('exit', null, 'SIGKILL');
  process.nextTick(() => worker.emit('message', FRAME));
  await incarnation.ended;
  assert.equal(told, ['exited', 'frame', 'ended']);
});

/** What an incarnation asks of its worker. */
class FakeWorker extends EventEmitter {
  readonly process = { pid: 1, kill: () => true };
  isOpen = true;

  isConnected(): boolean {
    return this.isOpen;
  }
}

function observed(): { worker: FakeWorker; told: string[]; incarnation: Incarnation } {
  const worker = new FakeWorker();
  const told: string[] = [];
  const incarnation = new Incarnation(worker as unknown as Worker, 0, 1, 1000, {
    ready: () => told.push('ready'),
    frame: () => told.push('frame'),
    malformed: () => told.push('malformed'),
    exited: () => told.push('exited'),
    ended: () => told.push('ended'),
  });
  return { worker, told, incarnation };
}

test.run();
