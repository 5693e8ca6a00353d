import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { WorkerProcess } from '../../../src/primary/supervise/worker-process.js';
import { WorkerSlot } from '../../../src/primary/supervise/worker-slot.js';
import { FakeWorker } from './fake-worker.js';

const test = suite('worker slot');

const NEVER_MS = 2 ** 31 - 1;
const READY = { type: 'prom-cluster:ready', port: 1, protocol: 'http' };

test('a worker killed as hung while its reload successor is starting is counted under hung', async () => {
  const { slot, workers, begun } = await filledSlot();
  const replaced = slot.replace();
  begun[0]?.killHung();
  workers[0]?.exit(null, 'SIGKILL');
  workers[1]?.emit('message', READY);
  await replaced;
  assert.equal(restarts(slot), { hung: 1 });
});

test('a worker that crashes while its reload successor is starting is counted under crash', async () => {
  const { slot, workers } = await filledSlot();
  const replaced = slot.replace();
  workers[0]?.exit(1, null);
  workers[1]?.emit('message', READY);
  await replaced;
  assert.equal(restarts(slot), { crash: 1 });
});

test('a reload is counted once the successor is ready, and not when it fails', async () => {
  const { slot, workers } = await filledSlot();
  const failed = slot.replace().then(
    () => assert.unreachable(),
    (error: unknown) => error,
  );
  workers[1]?.exit(1, null);
  assert.match(String(await failed), 'ended before it was ready');
  assert.equal(restarts(slot), {});
  const replaced = slot.replace();
  assert.equal(restarts(slot), {});
  workers[2]?.emit('message', READY);
  assert.equal(restarts(slot), { reload: 1 });
  workers[0]?.exit(0, null);
  await replaced;
  assert.equal(restarts(slot), { reload: 1 });
});

test.run();

/** A slot with a ready worker. */
async function filledSlot() {
  const workers: FakeWorker[] = [];
  const begun: WorkerProcess[] = [];
  const ignore = () => undefined;
  const slot = new WorkerSlot(0, {
    restart: { minDelayMs: NEVER_MS, maxDelayMs: NEVER_MS, hungAfterMs: undefined },
    logger: { info: ignore, warn: ignore, error: ignore },
    changed: ignore,
    fork(its) {
      const fake = new FakeWorker();
      const worker: WorkerProcess = new WorkerProcess(fake.asWorker, 0, workers.length + 1, NEVER_MS, {
        ready: () => its.ready(worker),
        frame: ignore,
        malformed: ignore,
        exited: () => its.exited(worker),
        ended: () => its.ended(worker),
      });
      workers.push(fake);
      begun.push(worker);
      return worker;
    },
  });
  const filled = slot.begin();
  workers[0]?.emit('message', READY);
  await filled;
  return { slot, workers, begun };
}

/** The slot's restarts by reason, without those that are 0. */
function restarts(slot: WorkerSlot): Record<string, number> {
  return Object.fromEntries(Object.entries(slot.status.restartsByReason).filter(([, count]) => count > 0));
}
