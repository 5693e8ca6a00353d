import fc from 'fast-check';
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

test('a reload is counted once the old worker has drained, and not when the successor fails', async () => {
  const { slot, workers, warnings } = await filledSlot();
  const failed = slot.replace().then(
    () => assert.unreachable(),
    (error: unknown) => error,
  );
  workers[1]?.exit(1, null);
  assert.match(String(await failed), 'ended before it was ready');
  assert.equal(restarts(slot), {});
  const replaced = slot.replace();
  workers[2]?.emit('message', READY);
  assert.equal(restarts(slot), {});
  workers[0]?.exit(0, null);
  await replaced;
  assert.equal(restarts(slot), { reload: 1 });
  assert.equal(warnings, []);
});

for (const { how, code, signal, reason, words } of [
  { how: 'throws', code: 1, signal: null, reason: 'crash', words: 'exit code 1' },
  { how: 'is killed', code: null, signal: 'SIGKILL', reason: 'signal', words: 'SIGKILL' },
  { how: 'is told to end by somebody else', code: 143, signal: null, reason: 'signal', words: 'SIGTERM' },
]) {
  test(`a reload whose old worker ${how} while it drains is counted under ${reason}, and logged`, async () => {
    const { slot, workers, warnings } = await filledSlot();
    const replaced = slot.replace();
    workers[1]?.emit('message', READY);
    workers[0]?.exit(code, signal);
    await replaced;
    assert.equal(restarts(slot), { [reason]: 1 });
    assert.is(slot.status.restarts, 1);
    const how = `${words} (restart by ${reason})`;
    assert.equal(warnings, [`Worker 0 was replaced by a reload, and did not end cleanly: ${how}.`]);
  });
}

test('a reload whose old worker does not end in time is counted under signal, and the log says who killed it', async () => {
  const { slot, workers, warnings } = await filledSlot({ killAfterMs: 0 });
  const replaced = slot.replace();
  workers[1]?.emit('message', READY);
  // The timer of the kill keeps no process alive.
  const alive = setInterval(() => undefined, NEVER_MS);
  await workers[0]?.killed;
  clearInterval(alive);
  workers[0]?.exit(null, 'SIGKILL');
  await replaced;
  assert.equal(restarts(slot), { signal: 1 });
  assert.match(warnings.join(), 'SIGKILL, because it had not ended in time (restart by signal)');
});

test('a worker that is killed as hung when its successor is ready already is counted once, under hung', async () => {
  const { slot, workers, begun } = await filledSlot();
  const replaced = slot.replace();
  begun[0]?.killHung();
  workers[1]?.emit('message', READY);
  workers[0]?.exit(null, 'SIGKILL');
  await replaced;
  assert.equal(restarts(slot), { hung: 1 });
});

test('a reload of a slot that waits for its next fork is counted under what emptied the slot', async () => {
  const { slot, workers } = await filledSlot();
  workers[0]?.exit(null, 'SIGKILL');
  const replaced = slot.replace();
  workers[1]?.emit('message', READY);
  await replaced;
  assert.equal(restarts(slot), { signal: 1 });
});

test('the close of the cluster counts the reload that was under way, and nothing more', async () => {
  const { slot, workers } = await filledSlot();
  void slot.replace();
  workers[1]?.emit('message', READY);
  const closed = slot.close();
  workers[0]?.exit(0, null);
  workers[1]?.exit(0, null);
  await closed;
  assert.equal(restarts(slot), { reload: 1 });
});

test('whatever comes in whatever order, each worker that was replaced counts once, and no count falls', () => {
  const steps = fc.array(fc.tuple(fc.constantFrom('reload', 'ready', 'crash', 'exit', 'kill'), fc.nat(3)));
  const property = fc.asyncProperty(steps, async (todo) => {
    const filled = await filledSlot();
    const { slot, workers, pids } = filled;
    const reload = oneAtATime(() => slot.replace());
    let counted = 0;
    for (const [step, index] of todo) {
      if (step === 'reload') reload();
      else play(step, living(filled)[index % living(filled).length]);
      await new Promise(setImmediate);
      assert.ok(slot.status.restarts >= counted);
      counted = slot.status.restarts;
    }
    const closed = slot.close();
    for (const worker of workers) play('exit', worker);
    await closed;
    assert.is(slot.status.restarts, pids.size - 1);
  });
  return fc.assert(property, { numRuns: 300 });
});

test.run();

/** A slot with a ready worker. `pids` are those of the processes that have been the slot's present one. */
async function filledSlot({ killAfterMs = NEVER_MS } = {}) {
  const workers: FakeWorker[] = [];
  const begun: WorkerProcess[] = [];
  const warnings: string[] = [];
  const pids = new Set<number>();
  const ignore = () => undefined;
  const slot: WorkerSlot = new WorkerSlot(0, {
    restart: { minDelayMs: NEVER_MS, maxDelayMs: NEVER_MS, hungAfterMs: undefined },
    logger: { info: ignore, warn: (message) => warnings.push(message), error: ignore },
    changed() {
      const { pid } = slot.status;
      if (pid !== undefined) pids.add(pid);
    },
    fork(its) {
      const fake = new FakeWorker(workers.length + 1);
      const worker: WorkerProcess = new WorkerProcess(fake.asWorker, 0, workers.length + 1, killAfterMs, {
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
  return { slot, workers, begun, warnings, pids };
}

function living({ workers }: { readonly workers: readonly FakeWorker[] }): FakeWorker[] {
  return workers.filter(({ isOpen }) => isOpen);
}

function play(step: string, worker: FakeWorker | undefined): void {
  if (!worker?.isOpen) return;
  if (step === 'ready') worker.emit('message', READY);
  else if (step === 'kill') worker.exit(null, 'SIGKILL');
  else worker.exit(step === 'crash' ? 1 : 0, null);
}

/** As the supervisor does: a reload begins when the one before has ended, however that went. */
function oneAtATime(reload: () => Promise<void>): () => void {
  let isReloading = false;
  const ended = () => {
    isReloading = false;
  };
  return () => {
    if (isReloading) return;
    isReloading = true;
    reload().then(ended, ended);
  };
}

/** The slot's restarts by reason, without those that are 0. */
function restarts(slot: WorkerSlot): Record<string, number> {
  return Object.fromEntries(Object.entries(slot.status.restartsByReason).filter(([, count]) => count > 0));
}
