import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { WorkerProcess } from '../../../src/primary/supervise/worker-process.js';
import { FakeWorker } from './fake-worker.js';

const FRAME = { type: 'prom-cluster:frame', base64: 'AQ==' };

test('`frame` is called before `ended` for a frame that is read after the exit', async () => {
  const { worker, events, workerProcess } = observed();
  worker.emit('exit', 0, null);
  worker.emit('message', FRAME);
  worker.isOpen = false;
  worker.emit('disconnect');
  await workerProcess.ended;
  assert.equal(events, ['exited', 'frame', 'ended']);
});

test('a process that cut its channel has not ended before its exit', async () => {
  const { worker, events, workerProcess } = observed();
  worker.isOpen = false;
  worker.emit('disconnect');
  assert.equal(events, []);
  worker.emit('exit', 1, null);
  await workerProcess.ended;
  assert.equal(events, ['exited', 'ended']);
});

test('a channel that is read to its end is an end, though Node never emits `disconnect`', async () => {
  const { worker, events, workerProcess } = observed();
  worker.emit('exit', null, 'SIGKILL');
  worker.emit('message', FRAME);
  worker.isOpen = false;
  await workerProcess.ended;
  assert.equal(events, ['exited', 'frame', 'ended']);
});

test('`frame` is called before `ended` for frames of the turn in which the channel was closed', async () => {
  const { worker, events, workerProcess } = observed();
  worker.isOpen = false;
  worker.emit('exit', null, 'SIGKILL');
  process.nextTick(() => worker.emit('message', FRAME));
  await workerProcess.ended;
  assert.equal(events, ['exited', 'frame', 'ended']);
});

test('a worker has lived from when it was ready, not from its fork', () => {
  const { worker, workerProcess } = observed();
  assert.is(workerProcess.readyForMs, undefined);
  const forkedAt = performance.now();
  let readyAt = forkedAt;
  while (readyAt === forkedAt) readyAt = performance.now();
  worker.emit('message', { type: 'prom-cluster:ready', port: 1, protocol: 'http' });
  const { readyForMs = Number.NaN } = workerProcess;
  assert.ok(readyForMs >= 0 && readyForMs <= performance.now() - readyAt, `${readyForMs} ms`);
});

function observed(): { worker: FakeWorker; events: string[]; workerProcess: WorkerProcess } {
  const worker = new FakeWorker();
  const events: string[] = [];
  const workerProcess = new WorkerProcess(worker.asWorker, 0, 1, 1000, {
    ready: () => events.push('ready'),
    frame: () => events.push('frame'),
    malformed: () => events.push('malformed'),
    exited: () => events.push('exited'),
    ended: () => events.push('ended'),
  });
  return { worker, events, workerProcess };
}

test.run();
