import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Watchdog } from '../../../src/primary/supervise/watchdog.js';

const LIMIT_MS = 1000;
const STEP_MS = 100;
/** Maximum time until a worker that never answers is hung: a quarter of the limit in silence, the limit, and three looks. */
const LATEST_MS = LIMIT_MS * 1.25 + 3 * STEP_MS;

test('a worker that never answers is hung after the limit, and not before', () => {
  const run = new Run();
  run.begin('a');
  const at = run.until(() => run.hung.includes('a'), 5000);
  assert.ok(at >= LIMIT_MS * 1.25 && at <= LATEST_MS, `${at} ms`);
  assert.equal(run.pinged, ['a'], 'it was pinged once');
});

test('a worker that answers each ping lives, however rarely it flushes', () => {
  const run = new Run();
  run.begin('a');
  run.answerAfterMs.set('a', 0);
  run.pass(60_000);
  assert.equal(run.hung, []);
  assert.ok(run.pinged.length > 100, `${run.pinged.length} pings`);
});

test('a worker that flushes often is never pinged', () => {
  const run = new Run();
  const worker = run.begin('a');
  for (let flush = 0; flush < 100; flush++) {
    run.pass(200);
    worker.messages++;
  }
  assert.equal([run.pinged, run.hung], [[], []]);
});

test('a worker that takes nearly the limit to answer each question lives', () => {
  const run = new Run();
  run.begin('a');
  run.answerAfterMs.set('a', LIMIT_MS - STEP_MS);
  run.pass(30_000);
  assert.equal(run.hung, []);
});

test('one hung worker does not make other workers hung', () => {
  const run = new Run();
  run.begin('a');
  run.begin('b');
  run.answerAfterMs.set('b', 0);
  run.pass(2000);
  assert.ok(run.hung.includes('a'));
  assert.not.ok(run.hung.includes('b'));
});

test('no worker is hung because the primary was blocked for longer than the limit', () => {
  const run = new Run();
  run.begin('a');
  run.until(() => run.pinged.length === 1, 5000);
  run.block(10 * LIMIT_MS);
  run.answerAfterMs.set('a', 0);
  run.answer();
  run.pass(10 * LIMIT_MS);
  assert.equal(run.hung, []);
});

test('an answer that waits unread while the primary is blocked again and again counts', () => {
  for (let before = 0; before < LIMIT_MS * 1.3; before += STEP_MS) {
    const run = new Run();
    const worker = run.begin('a');
    run.pass(before);
    if (run.hung.length > 0) break;
    for (let block = 0; block < 20; block++) run.block(3 * STEP_MS);
    worker.messages++;
    run.pass(LIMIT_MS);
    assert.equal(run.hung, [], `blocked after ${before} ms`);
  }
});

for (const [what, last] of [
  ['a look', (run: Run) => run.pass(0)],
  ['a look and a block of the primary', (run: Run) => run.block(3 * STEP_MS)],
] as const) {
  test(`an answer that came up to the end of the limit counts, though it is read after ${what}`, () => {
    const run = new Run();
    const worker = run.begin('a');
    run.until(() => run.pinged.length === 1, 5000);
    run.pass(LIMIT_MS);
    last(run);
    worker.messages++;
    run.pass(LIMIT_MS);
    assert.equal(run.hung, []);
  });
}

test('a worker that hangs is found even if the primary is blocked at times', () => {
  const run = new Run();
  run.begin('a');
  run.until(() => {
    run.block(500);
    return run.hung.includes('a');
  }, LATEST_MS + 1);
});

test('a worker that was not looked at for a while begins anew', () => {
  const run = new Run();
  const worker = run.begin('a');
  run.pass(LIMIT_MS);
  run.workers.delete(worker);
  run.pass(LIMIT_MS);
  run.workers.add(worker);
  run.pass(LIMIT_MS);
  assert.equal(run.hung, []);
});

test('the watchdog looks every second, or ten times within a limit below ten seconds', () => {
  assert.is(new Watchdog(60_000, 0).stepMs, 1000);
  assert.is(new Watchdog(2000, 0).stepMs, 200);
});

class FakeWorker {
  messages = 0;
  askedAt: number | undefined;
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** A primary's event loop and its workers, on a clock that the test moves. */
class Run {
  readonly workers = new Set<FakeWorker>();
  readonly pinged: string[] = [];
  readonly hung: string[] = [];
  /** The workers that answer, each with the time from the question to its answer. */
  readonly answerAfterMs = new Map<string, number>();
  readonly #watchdog = new Watchdog<FakeWorker>(LIMIT_MS, 0);
  #now = 0;

  begin(name: string): FakeWorker {
    const worker = new FakeWorker(name);
    this.workers.add(worker);
    return worker;
  }

  /** Lets time pass while the loop turns. */
  pass(ms: number): void {
    for (const end = this.#now + ms; this.#now < end; ) {
      this.#now += STEP_MS;
      this.#look();
      this.answer();
    }
  }

  /** Lets time pass while the loop is blocked. The watchdog's timer then runs before the messages are read. */
  block(ms: number): void {
    this.#now += ms;
    this.#look();
  }

  /** Lets time pass until a condition holds. @returns how many ms passed */
  until(condition: () => boolean, patienceMs: number): number {
    for (let passed = 0; passed < patienceMs; passed += STEP_MS) {
      if (condition()) return passed;
      this.pass(STEP_MS);
    }
    throw new Error(`The condition did not hold within ${patienceMs} ms.`);
  }

  /** Has each worker answer whose time has come. */
  answer(): void {
    for (const worker of this.workers) {
      const after = this.answerAfterMs.get(worker.name);
      if (worker.askedAt === undefined || after === undefined || this.#now < worker.askedAt + after) continue;
      worker.messages++;
      worker.askedAt = undefined;
    }
  }

  #look(): void {
    const { silent, hung } = this.#watchdog.look(this.#now, this.workers);
    for (const worker of silent) worker.askedAt = this.#now;
    this.pinged.push(...silent.map(({ name }) => name));
    this.hung.push(...hung.map(({ name }) => name));
  }
}

test.run();
