import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RestartDelay } from '../../../src/shared/basics/restart-delay.js';

const SETTLED_MS = 1000;
const NEVER_READY = undefined;

test('a worker that was ready for a second is replaced at once', () => {
  const delay = new RestartDelay({ minDelayMs: 100, maxDelayMs: 1000 });
  assert.is(delay.next(SETTLED_MS), 0);
  assert.is(delay.next(SETTLED_MS), 0);
});

test('short lives double the delay up to the maximum', () => {
  const delay = new RestartDelay({ minDelayMs: 100, maxDelayMs: 1000 });
  assert.equal(
    Array.from({ length: 6 }, () => delay.next(SETTLED_MS - 1)),
    [100, 200, 400, 800, 1000, 1000],
  );
});

test('a worker that never was ready waits, however long it lived', () => {
  const delay = new RestartDelay({ minDelayMs: 100, maxDelayMs: 1000 });
  assert.is(delay.next(NEVER_READY), 100);
  assert.is(delay.next(NEVER_READY), 200);
});

test('after one settled life the short lives before it do not count', () => {
  const delay = new RestartDelay({ minDelayMs: 100, maxDelayMs: 1000 });
  delay.next(NEVER_READY);
  delay.next(1);
  delay.next(SETTLED_MS);
  assert.is(delay.next(1), 100);
});

test('ten thousand short lives do not overflow the delay', () => {
  const delay = new RestartDelay({ minDelayMs: 1, maxDelayMs: 30_000 });
  for (let life = 0; life < 10_000; life++) delay.next(0);
  assert.is(delay.next(0), 30_000);
});

test.run();
