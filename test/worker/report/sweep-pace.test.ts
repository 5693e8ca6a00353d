import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SweepPace } from '../../../src/worker/report/sweep-pace.js';

/** Which of so many flush intervals bring a sweep, when each sweep costs what it is told to. */
function sweeps(flushIntervalMs: number, intervals: number, costOf: (sweep: number) => number): number[] {
  const pace = new SweepPace(flushIntervalMs);
  const swept: number[] = [];
  for (let interval = 1; interval <= intervals; interval++) {
    if (!pace.tick()) continue;
    pace.spend(costOf(swept.length));
    swept.push(interval);
  }
  return swept;
}

test('sweeps that take 0.25 % of the flush interval come with every flush', () => {
  assert.equal(
    sweeps(1000, 5, () => 2.5),
    [1, 2, 3, 4, 5],
  );
  assert.equal(
    sweeps(10, 5, () => 0.025),
    [1, 2, 3, 4, 5],
  );
});

test('dearer ones come as often as 0.25 % of the time allows', () => {
  assert.equal(
    sweeps(1000, 12, () => 10),
    [1, 2, 6, 10],
  );
  assert.equal(
    sweeps(10, 14, () => 0.1),
    [1, 2, 6, 10, 14],
  );
});

test('the first sweep, and one that alone is dear, delay none', () => {
  const costOf = (sweep: number) => (sweep % 3 === 0 ? 50 : 2);
  assert.equal(sweeps(1000, 6, costOf), [1, 2, 3, 4, 5, 6]);
});

test('however dear, sweeps are 10 s apart at most, or one flush interval where that is longer', () => {
  assert.equal(
    sweeps(1000, 25, () => 5000),
    [1, 2, 12, 22],
  );
  assert.equal(
    sweeps(60_000, 3, () => 5000),
    [1, 2, 3],
  );
});

test('sweeps that scrapes asked for count: the timer leaves out what they have done', () => {
  const pace = new SweepPace(1000);
  for (const costMs of [3, 3, 3]) pace.spend(costMs);
  assert.equal([pace.tick(), pace.tick(), pace.tick()], [false, false, true]);
});

test('at every flush interval from 10 ms to 10 s, sweeps of any cost take 0.25 % of the time', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 10, max: 10_000 }),
      fc.array(
        fc.integer({ min: 0, max: 12_000 }).map((us) => us / 1000),
        { minLength: 1, maxLength: 50 },
      ),
      (flushIntervalMs, costs) => {
        const intervals = 3000;
        const costOf = (sweep: number) => costs[sweep % costs.length] ?? 0;
        const swept = sweeps(flushIntervalMs, intervals, costOf);
        // What a sweep cost and the one before it cost as well; the last one is not yet paid for.
        const counted = swept.map((_, sweep) => (sweep === 0 ? 0 : Math.min(costOf(sweep), costOf(sweep - 1))));
        const spentMs = counted.slice(0, -1).reduce((sum, costMs) => sum + costMs, 0);
        assert.ok(spentMs <= intervals * flushIntervalMs * 0.0025 + 1e-6, `${spentMs} ms`);
        const waits = swept.slice(1).map((at, index) => (at - (swept[index] ?? 0)) * flushIntervalMs);
        assert.ok(Math.max(0, ...waits) <= Math.max(10_000, flushIntervalMs));
      },
    ),
  );
});

test.run();
