import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Collector } from '../../../../src/primary/aggregator/scrape/collector.js';

const test = suite('collection');

/** Longer than any test takes; one that fails ends all the same. */
const NEVER_MS = 5000;

function collecting(expected: readonly number[], { deadlineMs = NEVER_MS, atOnce = 1 } = {}) {
  const asked: number[] = [];
  let lastId = 0;
  const collector = new Collector({
    deadlineMs,
    atOnce,
    requestFlush: (id, incarnation) => {
      lastId = id;
      asked.push(incarnation);
    },
    expected: () => expected,
  });
  const missing = collector.collect();
  return { collector, asked, missing, answer: (incarnation: number) => collector.answered(incarnation, lastId) };
}

test('workers are asked so many at a time, the next ones as others answer', async () => {
  const { asked, answer, missing } = collecting([0, 1, 2, 3, 4], { atOnce: 2 });
  assert.equal(asked, [0, 1]);
  answer(1);
  assert.equal(asked, [0, 1, 2]);
  answer(0);
  answer(2);
  assert.equal(asked, [0, 1, 2, 3, 4]);
  answer(3);
  answer(4);
  assert.equal([...(await missing)], []);
});

test('one that ends lets the next one be asked, and is not asked when it ends before its turn', async () => {
  const { collector, asked, answer, missing } = collecting([0, 1, 2, 3]);
  collector.gone(1);
  collector.gone(0);
  assert.equal(asked, [0, 2]);
  answer(2);
  answer(3);
  assert.equal(asked, [0, 2, 3]);
  assert.equal([...(await missing)], []);
});

test('everyone is asked before the deadline when nobody answers', async () => {
  const { asked, missing } = collecting([0, 1, 2, 3], { deadlineMs: 100 });
  assert.equal([...(await missing)], [0, 1, 2, 3]);
  assert.equal(asked, [0, 1, 2, 3]);
});

test('so many that turns would be too short are asked several at a time', async () => {
  const expected = Array.from({ length: 200 }, (_, incarnation) => incarnation);
  const { asked, missing } = collecting(expected, { deadlineMs: 200 });
  assert.ok(asked.length > 1);
  await missing;
  assert.is(asked.length, 200);
});

test('a thread that was busy for longer than the turns asks everyone all the same', async () => {
  const expected = Array.from({ length: 200 }, (_, incarnation) => incarnation);
  const { asked, missing } = collecting(expected, { deadlineMs: 200 });
  const end = performance.now() + 150;
  while (performance.now() < end);
  await missing;
  assert.is(asked.length, 200);
});

test('an answer past its turn lets nobody else begin', async () => {
  const { collector, asked, answer, missing } = collecting([0, 1, 2], { deadlineMs: 3000 });
  while (asked.length < 2) await new Promise(setImmediate);
  answer(0);
  assert.equal(asked, [0, 1]);
  for (const incarnation of [1, 2]) collector.gone(incarnation);
  assert.equal([...(await missing)], []);
});

test('scrapes that overlap share one collection, and an answer to another one does not count', async () => {
  const { collector, asked, answer, missing } = collecting([7]);
  assert.is(collector.collect(), missing);
  collector.answered(7, 99);
  answer(7);
  assert.equal([...(await missing)], []);
  assert.equal(asked, [7]);
});

test.run();
