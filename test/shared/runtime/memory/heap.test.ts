import { syncBuiltinESMExports } from 'node:module';
import { setImmediate as nextTurn } from 'node:timers/promises';
import v8, { getHeapSpaceStatistics, getHeapStatistics, type HeapInfo, setFlagsFromString } from 'node:v8';
import { createContext, runInContext, runInNewContext } from 'node:vm';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { heap as heapSource, heapSpaces } from '../../../../src/shared/runtime/memory/heap.js';
import { GivenUpFiles } from '../../../../src/shared/runtime/process/given-up-files.js';

const test = suite('heap');

const heap = heapSource(new GivenUpFiles());
const MB = 1_000_000;
const CONTEXTS = 10;
/** Held, so that what V8 rounds and what it allocates between two readings is little beside it. */
const held = Array.from({ length: 1000 }, () => new Array(5000).fill(0.5));
const collect = exposeGc();

test('the used bytes of the spaces add up to those of the heap, and so do the sizes', () => {
  const { nodejs_heap_size_used_bytes: used, nodejs_heap_size_total_bytes: total } = heap.read();
  const spaces = heapSpaces.read();
  assertNear(sumOf(spaces.nodejs_heap_space_size_used_bytes), Number(used), 0.02 * Number(used));
  assertNear(sumOf(spaces.nodejs_heap_space_size_total_bytes), Number(total), 0.02 * Number(total));
  assert.ok(Number(used) > held.length * 5000 * 8 && Number(used) < Number(total), `${used} of ${total}`);
});

test('the spaces are those of V8, with its figures, by their names without "_space"', () => {
  const reading = heapSpaces.read();
  const known = getHeapSpaceStatistics();
  const names = known.map(({ space_name: name }) => name.slice(0, -'_space'.length));
  for (const figures of Object.values(reading)) assert.equal([...asMap(figures).keys()], names);
  known.forEach((space, index) => {
    const of = (figures: unknown) => Number(asMap(figures).get(names[index] ?? ''));
    assertNear(of(reading.nodejs_heap_space_size_total_bytes), space.space_size, MB);
    assertNear(of(reading.nodejs_heap_space_size_used_bytes), space.space_used_size, MB);
    assertNear(of(reading.nodejs_heap_space_size_available_bytes), space.space_available_size, MB);
  });
});

test('a large array is in the space of large objects', () => {
  const used = () => Number(asMap(heapSpaces.read().nodejs_heap_space_size_used_bytes).get('large_object'));
  // Of another test, or of the loading, it may free something meanwhile.
  collect();
  const before = used();
  const large = new Array(5 * MB).fill(0.5);
  // A large object is young until a collection has seen it.
  collect();
  assertNear(used() - before, 8 * large.length, MB);
});

test('released is what V8 has reserved and not taken from the system', () => {
  const freed = Array.from({ length: 200 }, () => new Array(20_000).fill(0.5));
  freed.length = 0;
  collect();
  const expected = () => {
    const { total_heap_size: total, total_physical_size: physical } = getHeapStatistics();
    return total - physical;
  };
  assertNear(Number(heap.read().nodejs_heap_released_bytes), expected(), MB);
  const released = (total_heap_size: number, total_physical_size: number) =>
    heapWhere({ total_heap_size, total_physical_size }).nodejs_heap_released_bytes;
  assert.is(released(10 * MB, 6 * MB), 4 * MB);
  assert.is(released(6 * MB, 10 * MB), 0);
});

test('a context of node:vm counts while it is held, then no longer; it never counts as detached', async () => {
  const contexts = () => Number(heap.read().nodejs_native_contexts);
  collect();
  const before = contexts();
  // What a leak holds: a function of the context, while nobody has the context itself.
  let leaked = Array.from({ length: CONTEXTS }, () =>
    runInContext('(function () { return this; })', createContext({})),
  );
  collect();
  assert.is(contexts() - before, CONTEXTS);
  assert.is(heap.read().nodejs_detached_contexts, 0);
  leaked = [];
  for (let turns = 0; turns < 100 && contexts() > before; turns++) {
    // What was used in this turn is held until it ends.
    await nextTurn();
    collect();
  }
  assert.is(contexts(), before);
  assert.is(leaked.length, 0);
});

test('detached contexts, which node:vm never makes, are as many as V8 says', () => {
  const { nodejs_detached_contexts: detached, nodejs_native_contexts: native } = heapWhere({
    number_of_detached_contexts: 3,
    number_of_native_contexts: 5,
  });
  assert.equal([detached, native], [3, 5]);
});

test.run();

/** What is read of the heap where V8 says this of it. */
function heapWhere(statistics: Partial<HeapInfo>): ReturnType<typeof heap.read> {
  const real = v8.getHeapStatistics;
  v8.getHeapStatistics = () => ({ ...real(), ...statistics });
  syncBuiltinESMExports();
  try {
    return heap.read();
  } finally {
    v8.getHeapStatistics = real;
    syncBuiltinESMExports();
  }
}

function sumOf(figures: unknown): number {
  return [...asMap(figures).values()].reduce((sum: number, value) => sum + Number(value), 0);
}

function asMap(figures: unknown): ReadonlyMap<unknown, unknown> {
  assert.instance(figures, Map);
  return figures as ReadonlyMap<unknown, unknown>;
}

function assertNear(value: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(value - expected) <= tolerance, `${value}, not ${expected}`);
}

function exposeGc(): () => void {
  setFlagsFromString('--expose-gc');
  const gc: unknown = runInNewContext('gc');
  assert.type(gc, 'function');
  return gc as () => void;
}
