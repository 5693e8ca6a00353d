import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { WorkerProcess } from '../../../src/primary/supervise/worker-process.js';
import { FakeWorker } from './fake-worker.js';

const FRAME = { type: 'prom-cluster:frame', base64: 'AQ==' };

test('a frame that is read after the exit is told before the end', async () => {
  const { worker, told, workerProcess } = observed();
  worker.emit('exit', 0, null);
  worker.emit('message', FRAME);
  worker.isOpen = false;
  worker.emit('disconnect');
  await workerProcess.ended;
  assert.equal(told, ['exited', 'frame', 'ended']);
});

test('a process that cut its channel has not ended before its exit', async () => {
  const { worker, told, workerProcess } = observed();
  worker.isOpen = false;
  worker.emit('disconnect');
  assert.equal(told, []);
  worker.emit('exit', 1, null);
  await workerProcess.ended;
  assert.equal(told, ['exited', 'ended']);
});

test('a channel that is read to its end is an end, though Node never tells of the disconnect', async () => {
  const { worker, told, workerProcess } = observed();
  worker.emit('exit', null, 'SIGKILL');
  worker.emit('message', FRAME);
  worker.isOpen = false;
  await workerProcess.ended;
  assert.equal(told, ['exited', 'frame', 'ended']);
});

test('frames of the turn in which the channel was closed are told before the end', async () => {
  const { worker, told, workerProcess } = observed();
  worker.isOpen = false;
  worker.emit('exit', null, 'SIGKILL');
  process.nextTick(() => worker.emit('message', FRAME));
  await workerProcess.ended;
  assert.equal(told, ['exited', 'frame', 'ended']);
});

function observed(): { worker: FakeWorker; told: string[]; workerProcess: WorkerProcess } {
  const worker = new FakeWorker();
  const told: string[] = [];
  const workerProcess = new WorkerProcess(worker.asWorker, 0, 1, 1000, {
    ready: () => told.push('ready'),
    frame: () => told.push('frame'),
    malformed: () => told.push('malformed'),
    exited: () => told.push('exited'),
    ended: () => told.push('ended'),
  });
  return { worker, told, workerProcess };
}

test.run();
