import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { NumberSlab } from '../../../src/shared/basics/number-slab.js';

const test = suite('number slab');

/** A run of numbers in a slab, which are all the same number. */
interface Run {
  readonly offset: number;
  readonly width: number;
  readonly filling: number;
}

test('a run begins with zeros and keeps its numbers, whatever is allocated and released', () => {
  const width = fc.integer({ min: 1, max: 100 });
  const step = fc.oneof(width, fc.constant('release' as const));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 0, max: 8 }), (steps, initialLength) => {
      const slab = new NumberSlab(undefined, initialLength);
      const runs: Run[] = [];
      for (const [index, each] of steps.entries()) {
        if (each === 'release') releaseFirst(slab, runs);
        else runs.push(allocate(slab, each, index + 1));
      }
      for (const run of runs) assert.equal(numbersOf(slab, run), new Array(run.width).fill(run.filling));
    }),
  );
});

test('a released run is used again for a run of its width', () => {
  const slab = new NumberSlab();
  const first = slab.allocate(3);
  const second = slab.allocate(2);
  slab.release(first, 3);
  assert.is.not(slab.allocate(2), first, 'another width');
  assert.is(slab.allocate(3), first);
  assert.is.not(slab.allocate(3), second, 'nothing is free');
});

test('words are the memory of the numbers, also after the slab has grown', () => {
  const slab = new NumberSlab(undefined, 1);
  const offset = slab.allocate(1);
  slab.allocate(50);
  slab.words[offset * 2] = 7;
  slab.words[offset * 2 + 1] = 0;
  assert.is(slab.values[offset], 7 * Number.MIN_VALUE);
});

test('a restored slab has the same runs, and the same room', () => {
  const slab = new NumberSlab();
  const kept = allocate(slab, 4, 9);
  const free = slab.allocate(2);
  slab.release(free, 2);
  const restored = new NumberSlab({ values: slab.used, free: slab.free });
  assert.equal(numbersOf(restored, kept), [9, 9, 9, 9]);
  assert.is(restored.allocate(2), free);
  assert.is(restored.allocate(4), kept.width + 2, 'after the last run');
});

test.run();

function allocate(slab: NumberSlab, width: number, filling: number): Run {
  const offset = slab.allocate(width);
  const run = { offset, width, filling };
  assert.equal(numbersOf(slab, run), new Array(width).fill(0));
  slab.values.fill(filling, offset, offset + width);
  return run;
}

function releaseFirst(slab: NumberSlab, runs: Run[]): void {
  const run = runs.shift();
  if (run) slab.release(run.offset, run.width);
}

function numbersOf(slab: NumberSlab, { offset, width }: Run): number[] {
  return [...slab.values.subarray(offset, offset + width)];
}
