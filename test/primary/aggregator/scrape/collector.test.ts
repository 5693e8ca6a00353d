import { MessageChannel } from 'node:worker_threads';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Collector } from '../../../../src/primary/aggregator/scrape/collector.js';

const test = suite('collection');

/** Longer than any test takes; one that fails ends all the same. */
const NEVER_MS = 5000;

function collecting(expected: readonly number[], { deadlineMs = NEVER_MS, atOnce = 1, limitMs = NEVER_MS } = {}) {
  const requested: number[] = [];
  let lastId = 0;
  const collector = new Collector({
    deadlineMs,
    atOnce,
    requestFlush: (id, incarnation) => {
      lastId = id;
      requested.push(incarnation);
    },
    expected: () => expected,
  });
  const missing = collector.collect(limitMs);
  return { collector, requested, missing, answer: (incarnation: number) => collector.answered(incarnation, lastId) };
}

/** A round of which the answer is not read before its deadline has passed. */
async function busyUpToDeadline(onAnswer: (its: ReturnType<typeof collecting>) => void) {
  const { port1: worker, port2: thread } = new MessageChannel();
  // After the event loop has read, and before it looks at its timers.
  await new Promise(setImmediate);
  const its = collecting([7], { deadlineMs: 20 });
  thread.once('message', () => {
    onAnswer(its);
    worker.close();
  });
  worker.postMessage('answer');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 40);
  return its;
}

test('some workers get their request at a time, the next ones as others answer', async () => {
  const { requested, answer, missing } = collecting([0, 1, 2, 3, 4], { atOnce: 2 });
  assert.equal(requested, [0, 1]);
  answer(1);
  assert.equal(requested, [0, 1, 2]);
  answer(0);
  answer(2);
  assert.equal(requested, [0, 1, 2, 3, 4]);
  answer(3);
  answer(4);
  assert.equal([...(await missing)], []);
});

test('a worker that ends gives its turn to the next one, and gets no request if it ends before its turn', async () => {
  const { collector, requested, answer, missing } = collecting([0, 1, 2, 3]);
  collector.gone(1);
  collector.gone(0);
  assert.equal(requested, [0, 2]);
  answer(2);
  answer(3);
  assert.equal(requested, [0, 2, 3]);
  assert.equal([...(await missing)], []);
});

test('every worker gets a request before the deadline when none answers', async () => {
  const { requested, missing } = collecting([0, 1, 2, 3], { deadlineMs: 100 });
  assert.equal([...(await missing)], [0, 1, 2, 3]);
  assert.equal(requested, [0, 1, 2, 3]);
});

test('several workers get their request at a time when turns would be too short', async () => {
  const expected = Array.from({ length: 200 }, (_, incarnation) => incarnation);
  const { requested, missing } = collecting(expected, { deadlineMs: 200 });
  assert.ok(requested.length > 1);
  await missing;
  assert.is(requested.length, 200);
});

test('a thread that was busy for longer than the turns sends every request all the same', async () => {
  const expected = Array.from({ length: 200 }, (_, incarnation) => incarnation);
  const { requested, missing } = collecting(expected, { deadlineMs: 200 });
  const end = performance.now() + 150;
  while (performance.now() < end);
  await missing;
  assert.is(requested.length, 200);
});

test('an answer that came while the thread was busy up to the deadline is not missing', async () => {
  const { answer, missing } = await busyUpToDeadline((its) => its.answer(7));
  assert.equal([...(await missing)], []);
  answer(7);
});

test('a round that all have answered just before its deadline does not end the next one', async () => {
  let next: Promise<ReadonlySet<number>> | undefined;
  const { missing, answer, requested } = await busyUpToDeadline((its) => {
    its.answer(7);
    next = its.collector.collect();
  });
  await missing;
  await new Promise(setImmediate);
  answer(7);
  assert.equal([...((await next) ?? [7])], []);
  assert.equal(requested, [7, 7]);
});

test('an answer past its turn begins no further turn', async () => {
  const { collector, requested, answer, missing } = collecting([0, 1, 2], { deadlineMs: 3000 });
  while (requested.length < 2) await new Promise(setImmediate);
  answer(0);
  assert.equal(requested, [0, 1]);
  for (const incarnation of [1, 2]) collector.gone(incarnation);
  assert.equal([...(await missing)], []);
});

test('scrapes that overlap share one collection, and an answer to another one does not count', async () => {
  const { collector, requested, answer, missing } = collecting([7]);
  assert.is(collector.collect(), missing);
  collector.answered(7, 99);
  answer(7);
  assert.equal([...(await missing)], []);
  assert.equal(requested, [7]);
});

test('a scrape with a short limit leaves without the others, for whom the round goes on', async () => {
  const { collector, requested, answer, missing } = collecting([1, 2, 3], { atOnce: 3 });
  answer(1);
  assert.equal([...(await collector.collect(1))], [2, 3]);
  answer(2);
  assert.equal([...(await collector.collect(1))], [3]);
  answer(3);
  assert.equal([...(await missing)], []);
  assert.equal(requested, [1, 2, 3]);
});

test('a scrape with a short limit that begins a round does not cut short the wait of one that joins it', async () => {
  const { collector, requested, answer, missing } = collecting([1, 2], { limitMs: 1 });
  const joined = collector.collect();
  assert.equal([...(await missing)], [1, 2]);
  assert.equal(requested, [1, 2]);
  answer(1);
  answer(2);
  assert.equal([...(await joined)], []);
  assert.equal(requested, [1, 2]);
});

test('a scrape with a short limit asks every worker within it when none answers', async () => {
  const expected = Array.from({ length: 200 }, (_, incarnation) => incarnation);
  const { requested, missing } = collecting(expected, { limitMs: 100 });
  assert.is((await missing).size, 200);
  assert.is(requested.length, 200);
});

test('a round that nobody waits for ends, and the next scrape asks anew', async () => {
  const { collector, requested, answer, missing } = collecting([1, 2], { atOnce: 2, limitMs: 1 });
  answer(1);
  assert.equal([...(await missing)], [2]);
  const next = collector.collect();
  assert.equal(requested, [1, 2, 1, 2]);
  answer(1);
  answer(2);
  assert.equal([...(await next)], []);
});

test('scrapes whose limits do not pass share the very answers, from which they share a page', async () => {
  const { collector, answer, missing } = collecting([7], { limitMs: NEVER_MS - 1 });
  const joined = collector.collect();
  answer(7);
  assert.is(await missing, await joined);
});

test('a limit above the deadline changes nothing', async () => {
  const { missing } = collecting([7], { deadlineMs: 1, limitMs: NEVER_MS });
  assert.equal([...(await missing)], [7]);
});

test.run();
