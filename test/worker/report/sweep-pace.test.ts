import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SweepPace } from '../../../src/worker/report/sweep-pace.js';

/** The flush intervals, counted from 1, that bring a sweep. @param costOf the cost of each sweep in ms, counted from 0 */
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

for (const [name, flushIntervalMs, intervals, costOf, expected] of [
  ['sweeps that take 0.25 % of the flush interval come with every flush', 1000, 5, () => 2.5, [1, 2, 3, 4, 5]],
  ['sweeps that take 0.25 % of a short flush interval come with every flush', 10, 5, () => 0.025, [1, 2, 3, 4, 5]],
  ['sweeps that cost more come as often as 0.25 % of the time allows', 1000, 12, () => 10, [1, 2, 6, 10]],
  [
    'with a short flush interval, too, they come as often as 0.25 % of the time allows',
    10,
    14,
    () => 0.1,
    [1, 2, 6, 10, 14],
  ],
  [
    'the first sweep, and one that alone costs much, delay none',
    1000,
    6,
    (sweep: number) => (sweep % 3 === 0 ? 50 : 2),
    [1, 2, 3, 4, 5, 6],
  ],
  ['sweeps of any cost are 10 s apart at most', 1000, 25, () => 5000, [1, 2, 12, 22]],
  ['sweeps of any cost come with every flush when its interval is longer than that', 60_000, 3, () => 5000, [1, 2, 3]],
] as const) {
  test(name, () => assert.equal(sweeps(flushIntervalMs, intervals, costOf), expected));
}

test('after sweeps for scrapes, the timer leaves out as many sweeps', () => {
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
        // A sweep's cost counts as far as the sweep before cost as much. The last sweep is not paid off yet.
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
