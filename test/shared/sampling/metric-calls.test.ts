import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Deferred, deferred } from '../../../src/shared/basics/deferred.js';
import { MetricCalls } from '../../../src/shared/sampling/metric-calls.js';
import { FakeTimers } from './fake-timers.js';

const test = suite('metric-calls');
const LIMIT_MS = 5000;
const LONGEST_WAIT_MS = 300_000;

/** A metric whose calls a test settles, and what was heard of them. */
class Called {
  readonly timers = new FakeTimers();
  readonly heard: string[] = [];
  readonly answers: Deferred<string>[] = [];
  readonly metric = { key: {} };
  readonly calls: MetricCalls<{ readonly key: object }>;

  constructor(limitMs = LIMIT_MS) {
    const events = {
      failed: (_: object, error: unknown) => void this.heard.push(`failed: ${error}`),
      hangs: () => void this.heard.push('hangs'),
      silent: () => void this.heard.push('silent'),
    };
    this.calls = new MetricCalls(limitMs, events, this.timers);
  }

  /** Asks for a call. @returns whether one was made */
  async ask(): Promise<boolean> {
    const before = this.answers.length;
    const get = () => {
      const answer = deferred<string>();
      this.answers.push(answer);
      return answer.promise;
    };
    void this.calls.call(this.metric, get, (result) => void this.heard.push(`took ${result}`));
    await turn();
    return this.answers.length > before;
  }

  async answer(call: number, result: string): Promise<void> {
    this.answers[call]?.resolve(result);
    await turn();
  }

  async fail(call: number, text: string): Promise<void> {
    this.answers[call]?.reject(new Error(text));
    await turn();
  }

  /** Lets time pass until a call is made, in steps. @returns how long that took, in ms */
  async waited(stepMs: number): Promise<number> {
    let waitedMs = 0;
    while (!(await this.ask())) {
      this.timers.pass(stepMs);
      waitedMs += stepMs;
    }
    return waitedMs;
  }
}

test('callers share a call, and the next one is made when it has settled', async () => {
  const called = new Called();
  let get = 0;
  const answer = deferred<number>();
  const took: unknown[] = [];
  const call = () =>
    called.calls.call(
      called.metric,
      () => {
        get++;
        return answer.promise;
      },
      (result) => void took.push(result),
    );
  const first = call();
  assert.is(call(), first);
  assert.ok(called.calls.isUnderWay(called.metric.key));
  answer.resolve(7);
  await first;
  assert.equal([get, took], [1, [7]]);
  assert.not(called.calls.isUnderWay(called.metric.key));
  assert.is(called.timers.size, 0, 'no timer is left');
  await call();
  assert.equal([get, took], [2, [7, 7]]);
});

test('a get() that throws at once fails alone, and is called again', async () => {
  const called = new Called();
  for (let round = 0; round < 3; round++) {
    await called.calls.call(
      called.metric,
      () => {
        throw new Error('no');
      },
      () => assert.unreachable(),
    );
  }
  assert.equal(called.heard, ['failed: Error: no', 'failed: Error: no', 'failed: Error: no']);
  assert.is(called.timers.size, 0);
});

test('a call that has not settled by the limit hangs, and its metric is silent', async () => {
  const called = new Called();
  await called.ask();
  called.timers.pass(LIMIT_MS - 1);
  assert.equal(called.heard, []);
  assert.not(await called.ask(), 'it still runs');
  called.timers.pass(1);
  assert.equal(called.heard, ['hangs', 'silent']);
});

test('a metric that hangs is called again after waits that double, up to five minutes', async () => {
  const called = new Called();
  await called.ask();
  const waits: number[] = [];
  for (let hung = 0; hung < 9; hung++) {
    called.timers.pass(LIMIT_MS);
    waits.push(await called.waited(LIMIT_MS));
  }
  assert.equal(
    waits,
    [1, 2, 4, 8, 16, 32, 60, 60, 60].map((times) => Math.min(times * LIMIT_MS, LONGEST_WAIT_MS)),
  );
  assert.is(called.heard.filter((what) => what === 'hangs').length, 9);
});

test('a limit of more than five minutes is the wait itself', async () => {
  const limitMs = 4 * LONGEST_WAIT_MS;
  const called = new Called(limitMs);
  await called.ask();
  for (let hung = 0; hung < 3; hung++) {
    called.timers.pass(limitMs);
    assert.is(await called.waited(LONGEST_WAIT_MS), limitMs);
  }
});

test('after a late answer of an older call the next call is made at once: the answer would grow old', async () => {
  const called = new Called();
  await called.ask();
  for (let hung = 0; hung < 3; hung++) {
    called.timers.pass(LIMIT_MS);
    await called.waited(LIMIT_MS);
  }
  called.timers.pass(LIMIT_MS);
  assert.not(await called.ask(), 'it is too early');
  await called.answer(1, 'late');
  assert.ok(await called.ask());
});

test('a hanging call that settles late has its result taken, and the waits begin anew', async () => {
  const called = new Called();
  await called.ask();
  for (let hung = 0; hung < 3; hung++) {
    called.timers.pass(LIMIT_MS);
    await called.waited(LIMIT_MS);
  }
  called.timers.pass(LIMIT_MS);
  called.heard.length = 0;
  await called.answer(3, 'late');
  assert.equal(called.heard, ['took late']);
  assert.ok(await called.ask(), 'it is called at once');
  called.timers.pass(LIMIT_MS);
  assert.is(await called.waited(LIMIT_MS), LIMIT_MS);
});

test('the result of an older call is taken until a newer one has had one, and never after', async () => {
  const called = new Called();
  await called.ask();
  for (let hung = 0; hung < 3; hung++) {
    called.timers.pass(LIMIT_MS);
    await called.waited(LIMIT_MS);
  }
  called.heard.length = 0;
  for (const call of [1, 0, 3, 2]) await called.answer(call, String(call));
  assert.equal(called.heard, ['took 1', 'took 3']);
});

test('an older call that fails after a newer one has answered says nothing', async () => {
  const called = new Called();
  await called.ask();
  called.timers.pass(LIMIT_MS);
  await called.waited(LIMIT_MS);
  await called.answer(1, 'new');
  called.heard.length = 0;
  await called.fail(0, 'old');
  assert.equal(called.heard, []);
});

test('an older call that settles does not end the wait for the newer one', async () => {
  const called = new Called();
  await called.ask();
  called.timers.pass(LIMIT_MS);
  await called.waited(LIMIT_MS);
  await called.answer(0, 'old');
  assert.not(await called.ask(), 'the newer call still runs');
  called.heard.length = 0;
  called.timers.pass(LIMIT_MS);
  assert.equal(called.heard, ['hangs', 'silent']);
});

test('a metric that throws is silent once it has been asked in vain for the limit, at two calls or more', async () => {
  const called = new Called();
  const failAt = async (ms: number) => {
    called.timers.pass(ms);
    await called.ask();
    await called.fail(called.answers.length - 1, 'down');
  };
  await failAt(0);
  await failAt(LIMIT_MS - 1);
  assert.not(called.heard.includes('silent'));
  await failAt(1);
  assert.ok(called.heard.includes('silent'));
  called.heard.length = 0;
  await called.ask();
  await called.answer(called.answers.length - 1, 'up');
  await failAt(10 * LIMIT_MS);
  assert.equal(called.heard, ['took up', 'failed: Error: down']);
});

test('a result that cannot be taken counts as a call in vain', async () => {
  const called = new Called();
  const refuse = () => {
    throw new Error('odd');
  };
  await called.calls.call(called.metric, () => 1, refuse);
  called.timers.pass(LIMIT_MS);
  await called.calls.call(called.metric, () => 1, refuse);
  assert.equal(called.heard, ['failed: Error: odd', 'failed: Error: odd', 'silent']);
});

test.run();

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
