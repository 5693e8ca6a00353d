import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { DelayFigures, Waits } from '../../../../src/shared/runtime/event-loop/delay-window.js';
import { DelayWindows, TICK_MS } from '../../../../src/shared/runtime/event-loop/delay-windows.js';

const test = suite('delay windows');

test('a block counts as the events that would have come while it lasted', () => {
  const waits: number[] = [];
  const windows = new DelayWindows(0, (observed) => waits.push(...each(observed)));
  windows.advance(305, 200);
  assert.is(waits.length, 30);
  assert.equal(waits.slice(0, 10), new Array(10).fill(0), 'before the block');
  assert.equal(waits.slice(10, 13), [0.195, 0.185, 0.175]);
  assert.is(waits.at(-1), 0.005);
});

test('figures are those of the last whole second, however often they are read', () => {
  const windows = new DelayWindows(0, ignore);
  windows.advance(700, 200);
  assert.is(windows.figures.max, 0, 'its second is not over');
  windows.advance(1000, 0);
  const { figures } = windows;
  assert.is(figures.max, 0.2);
  assert.is(figures.min, 0);
  assert.is(figures.p50, 0);
  // The 99 events from 10 to 990 ms: 79 that did not wait, and 10, 20 ... 200 ms.
  assert.is(figures.p90, 0.11);
  assert.is(figures.p99, 0.2);
  assert.ok(Math.abs(figures.mean - 2.1 / 99) < 1e-9, `${figures.mean}`);
  windows.advance(1999, 0);
  assert.is(windows.figures, figures);
  windows.advance(2000, 0);
  assert.is(windows.figures.max, 0);
});

test('a block over several windows shows in the one in which it ends', () => {
  const windows = new DelayWindows(0, ignore);
  windows.advance(3500, 3400);
  assert.is(windows.figures.max, 0);
  windows.advance(4000, 0);
  assert.is(windows.figures.max, 3.4);
});

test('seconds without a word were idle', () => {
  const windows = new DelayWindows(0, ignore);
  windows.advance(500, 300);
  windows.advance(60_000, 0);
  assert.is(windows.figures.max, 0);
});

test('an event that is expected at a time waits from then on', () => {
  const waits: number[] = [];
  const windows = new DelayWindows(0, (observed) => waits.push(...each(observed)));
  windows.expectAt(7);
  windows.advance(29, 22);
  assert.equal(waits, [0.022, 0.012, 0.002]);
});

test('the least wait is of all that waited, in a long block or beside it', () => {
  const windows = new DelayWindows(0, ignore);
  // A window of nothing but waits: of 6 ms, and of a block of 12 s, whose last event waited 1 ms.
  const tells = [
    [15_320, 246],
    [0, 12_205],
    [3, 12],
    [2, 212],
  ] as const;
  let now = 0;
  for (const [idleMs, blockMs] of tells) {
    now += idleMs + blockMs;
    windows.advance(now, blockMs);
  }
  assert.is(windows.figures.min, 0.001);
});

test('for any sequence of blocks, waits and figures are those of every event by itself', () => {
  const arbitraryMs = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 30_000 }));
  const arbitraryTells = fc.array(fc.tuple(arbitraryMs, arbitraryMs), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(arbitraryTells, (tells) => {
      const waits: number[] = [];
      const windows = new DelayWindows(0, (observed) => waits.push(...each(observed)));
      const oneByOne = new OneByOne();
      let now = 0;
      for (const [idleMs, blockMs] of [...tells, [1000, 0] as const]) {
        now += idleMs + blockMs;
        windows.advance(now, blockMs);
        oneByOne.advance(now, blockMs);
        assertAlike(windows.figures, oneByOne.figures);
      }
      assert.equal(waits, oneByOne.all);
    }),
  );
});

test('a process that was frozen for a year, in a block or while it waited, causes a handful of calls', () => {
  const yearMs = 365 * 24 * 3_600_000;
  let calls = 0;
  let events = 0;
  const windows = new DelayWindows(0, ({ count }) => {
    calls += 1;
    events += count;
  });
  windows.advance(yearMs, 0);
  windows.advance(2 * yearMs, yearMs);
  windows.advance(2 * yearMs + 1000, 0);
  assert.is(events, (2 * yearMs + 1000) / 10);
  assert.ok(calls < 10, `${calls} calls`);
  assert.is(windows.figures.max, yearMs / 1000);
  assert.ok(Math.abs(windows.figures.p90 / windows.figures.max - 0.9) < 1e-6, `${windows.figures.p90}`);
});

test.run();

/** The same windows, with every event written out. */
class OneByOne {
  readonly all: number[] = [];
  figures: Readonly<Record<string, number>> = summary([], 0);
  #nextTick = TICK_MS;
  #windowEnd = 1000;
  #waits: number[] = [];
  #longest = 0;

  advance(end: number, blockMs: number): void {
    while (this.#nextTick < end - blockMs) this.#add(0);
    if (end >= this.#windowEnd) {
      const isWhole = end < this.#windowEnd + 1000;
      this.figures = isWhole ? summary(this.#waits, this.#longest) : summary([], 0);
      this.#windowEnd = Math.floor(end / 1000) * 1000 + 1000;
      this.#waits = [];
      this.#longest = 0;
    }
    while (this.#nextTick <= end) this.#add((end - this.#nextTick) / 1000);
    this.#longest = Math.max(this.#longest, blockMs / 1000);
  }

  #add(seconds: number): void {
    this.#nextTick += TICK_MS;
    this.#waits.push(seconds);
    this.all.push(seconds);
  }
}

function summary(waits: readonly number[], max: number): Readonly<Record<string, number>> {
  const sorted = [...waits].sort((a, b) => a - b);
  const mean = sorted.reduce((sum, wait) => sum + wait, 0) / (sorted.length || 1);
  const variance = sorted.reduce((sum, wait) => sum + (wait - mean) ** 2, 0) / (sorted.length || 1);
  const quantile = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  const [p50, p90, p99] = [quantile(0.5), quantile(0.9), quantile(0.99)];
  return { min: sorted[0] ?? 0, max, mean, stddev: Math.sqrt(variance), p50, p90, p99 };
}

function assertAlike(figures: DelayFigures, expected: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(figures)) {
    assert.ok(
      Math.abs(value - Number(expected[name])) < 1e-9 * (1 + value),
      `${name}: ${value}, not ${expected[name]}`,
    );
  }
}

function each({ longestMs, stepMs, count }: Waits): number[] {
  return Array.from({ length: count }, (_, index) => (longestMs - index * stepMs) / 1000);
}

function ignore(): void {
  // The histogram is another test's.
}
