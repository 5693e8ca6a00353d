import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RestartDelay } from '../../../src/shared/basics/restart-delay.js';

const settled = { wasReady: true, livedMs: 1000 };

test('a worker that was ready and lived a second is replaced at once', () => {
  const delay = new RestartDelay({ minDelayMs: 100, maxDelayMs: 1000 });
  assert.is(delay.next(settled), 0);
  assert.is(delay.next(settled), 0);
});

test('short lives double the delay up to the maximum', () => {
  const delay = new RestartDelay({ minDelayMs: 100, maxDelayMs: 1000 });
  const short = { wasReady: true, livedMs: 999 };
  assert.equal(
    Array.from({ length: 6 }, () => delay.next(short)),
    [100, 200, 400, 800, 1000, 1000],
  );
});

test('a worker that never was ready waits, however long it lived', () => {
  const delay = new RestartDelay({ minDelayMs: 100, maxDelayMs: 1000 });
  assert.is(delay.next({ wasReady: false, livedMs: 60_000 }), 100);
});

test('after one settled life the short lives before it do not count', () => {
  const delay = new RestartDelay({ minDelayMs: 100, maxDelayMs: 1000 });
  delay.next({ wasReady: false, livedMs: 1 });
  delay.next({ wasReady: false, livedMs: 1 });
  delay.next(settled);
  assert.is(delay.next({ wasReady: false, livedMs: 1 }), 100);
});

test('ten thousand short lives do not overflow the delay', () => {
  const delay = new RestartDelay({ minDelayMs: 1, maxDelayMs: 30_000 });
  for (let life = 0; life < 10_000; life++) delay.next({ wasReady: false, livedMs: 0 });
  assert.is(delay.next({ wasReady: false, livedMs: 0 }), 30_000);
});

test.run();
