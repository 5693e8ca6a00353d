import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { define, FakeWorker } from '../fake-worker.js';
import { recordingState } from '../shown-state.js';

const SLOTS = 4;
const RESTARTS = 1000;
const families = [
  define('c', { labelNames: ['a'] }),
  define('g', { type: 'gauge', labelNames: ['a'] }),
  define('h', { type: 'histogram', labelNames: ['a'], bounds: [1] }),
  define('q', { type: 'summary', labelNames: ['a'], bounds: [0.5] }),
  define('max', { type: 'gauge', aggregator: 'max', labelNames: ['a'] }),
  define('w', { scope: 'worker', labelNames: ['a'] }),
];
const widths: Readonly<Record<string, number>> = { h: 3, q: 3 };

/** Lets every slot's worker live once: it states what its predecessor did, takes something away, and ends. */
function restartAll(state: ReturnType<typeof recordingState>['state'], round: number): void {
  for (let slot = 0; slot < SLOTS; slot++) {
    const worker = new FakeWorker(state, round * SLOTS + slot + 1, slot);
    for (const family of families) {
      for (const a of ['x', 'y', 'z']) worker.set(family, [['a', a]], new Array(widths[family.name] ?? 1).fill(1));
      worker.remove(family, [['a', 'z']]);
    }
    worker.end();
  }
}

test('nothing that is kept grows with restarts', () => {
  const { state } = recordingState();
  const sizes: number[] = [];
  for (let round = 0; round < RESTARTS; round++) {
    restartAll(state, round);
    // What is kept for a successor is everything there is: series, sums, numbers and incarnations.
    if (round % 100 === 99) sizes.push(state.checkpoint().byteLength);
  }
  assert.equal([...new Set(sizes)], [sizes[0]]);
  assert.match(state.render(), `c{a="x"} ${SLOTS * RESTARTS}\n`);
  assert.is(state.activeSeries, 6 + 2 * SLOTS);
  assert.is(state.droppedSeries, 0);
});

test.run();
