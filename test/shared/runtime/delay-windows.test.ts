import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DelayWindows } from '../../../src/shared/runtime/delay-windows.js';

const test = suite('delay windows');

test('a block counts as the events that would have come while it lasted', () => {
  const waits: number[] = [];
  const windows = new DelayWindows(0, (seconds) => waits.push(seconds));
  windows.tell(305, 200);
  assert.is(waits.length, 30);
  assert.equal(waits.slice(0, 10), new Array(10).fill(0), 'before the block');
  assert.equal(waits.slice(10, 13), [0.195, 0.185, 0.175]);
  assert.is(waits.at(-1), 0.005);
});

test('figures are those of the last whole second, however often they are read', () => {
  const windows = new DelayWindows(0, ignore);
  windows.tell(700, 200);
  assert.is(windows.figures.max, 0, 'its second is not over');
  windows.tell(1000, 0);
  const { figures } = windows;
  assert.is(figures.max, 0.2);
  assert.is(figures.min, 0);
  assert.is(figures.p50, 0);
  // The 99 events from 10 to 990 ms: 79 that did not wait, and 10, 20 ... 200 ms.
  assert.is(figures.p90, 0.11);
  assert.is(figures.p99, 0.2);
  assert.ok(Math.abs(figures.mean - 2.1 / 99) < 1e-9, `${figures.mean}`);
  windows.tell(1999, 0);
  assert.is(windows.figures, figures);
  windows.tell(2000, 0);
  assert.is(windows.figures.max, 0);
});

test('a block over several windows shows in the one in which it ends', () => {
  const windows = new DelayWindows(0, ignore);
  windows.tell(3500, 3400);
  assert.is(windows.figures.max, 0);
  windows.tell(4000, 0);
  assert.is(windows.figures.max, 3.4);
});

test('seconds without a word were idle', () => {
  const windows = new DelayWindows(0, ignore);
  windows.tell(500, 300);
  windows.tell(60_000, 0);
  assert.is(windows.figures.max, 0);
});

test('an event that is expected at a time waits from then on', () => {
  const waits: number[] = [];
  const windows = new DelayWindows(0, (seconds) => waits.push(seconds));
  windows.expectAt(7);
  windows.tell(29, 22);
  assert.equal(waits, [0.022, 0.012, 0.002]);
});

test.run();

function ignore(): void {
  // The histogram is another test's.
}
