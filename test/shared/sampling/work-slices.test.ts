import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { WorkSlices } from '../../../src/shared/sampling/work-slices.js';

const test = suite('work-slices');

test('a slice is over after a millisecond, and event loop and core are free before the next', async () => {
  let now = 5;
  const slices = new WorkSlices(undefined, () => now);
  assert.not(slices.isOver);
  now += 1;
  assert.ok(slices.isOver);
  let hasRested = false;
  setTimeout(() => {
    hasRested = true;
  }, 1);
  await slices.next();
  assert.ok(hasRested);
  assert.not(slices.isOver);
});

test('work that has been under way for long gets longer slices', async () => {
  let now = 0;
  const slices = new WorkSlices(undefined, () => now);
  now = 80;
  await slices.next();
  now += 9;
  assert.not(slices.isOver);
  now += 1;
  assert.ok(slices.isOver);
});

test('the callback for what must not wait is called once, before the first pause', async () => {
  const calls: string[] = [];
  const slices = new WorkSlices(() => calls.push('pause'));
  setImmediate(() => calls.push('turn'));
  await slices.next();
  await slices.next();
  assert.equal(calls, ['pause', 'turn']);
});

test.run();
