import { readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { allocation } from '../../../../src/shared/runtime/memory/allocation.js';

const test = suite('allocation');

/** Of 320 KB, 10 KB and 32 bytes. */
const LARGE = new Array(40_000).fill(0.5);
const MIDDLE = new Array(1250).fill(0.5);
const SMALL = new Array(4).fill(0.5);
const KIB = 1024;
/** What V8's pages of 256 KiB have for objects, up to Node 22 and from then on. */
const PAGES_KIB = [251.5, 256];
const MANY_ON_A_PAGE = 25;
/** Of each size. */
const MUCH_BYTES = 100_000_000;
/** Longer than any window can be in these tests. */
const LONG_MS = 24 * 3_600_000;

test('the 500 MB that a program allocates are measured within 5 %, and most of them are reclaimed', () => {
  const meter = startMeter();
  const before = meter.read();
  const known = allocate({ large: 500, middle: 20_000, small: 2_000_000 });
  meter.now += LONG_MS;
  const after = meter.read();
  const measured = after.allocated - before.allocated;
  assert.ok(Math.abs(measured / known - 1) < 0.05, `${measured} for ${known}`);
  const reclaimed = after.reclaimed - before.reclaimed;
  assert.ok(reclaimed > 0.7 * known && after.reclaimed <= after.allocated, `${reclaimed} reclaimed of ${known}`);
});

test('over windows whose end is read or not read, no bytes count twice and none are left out', () => {
  const meter = startMeter();
  const before = meter.read();
  const kept: number[][] = [];
  let known = 0;
  let last = before;
  for (let round = 0; round < 40; round++) {
    known += allocate({ large: 10, middle: 500, small: 50_000 }) + 10 * sizeOf(LARGE);
    for (let i = 0; i < 10; i++) kept.push(LARGE.slice());
    meter.now += round % 4 === 0 ? LONG_MS : 1;
    const measured = meter.read();
    assert.ok(measured.allocated >= last.allocated && measured.reclaimed >= last.reclaimed, `round ${round}`);
    last = measured;
  }
  meter.now += LONG_MS;
  const measured = meter.read().allocated - before.allocated;
  assert.ok(Math.abs(measured / known - 1) < 0.05, `${measured} for ${known}`);
  assert.is(kept.length, 400);
});

for (const { name, sizes, most, least } of documentedErrors()) {
  test(`objects of ${name}: the count is off by no more than docs/metrics.md says, and by little less`, () => {
    const meter = startMeter();
    const errors = sizes.map((bytes) => errorFor(meter, bytes));
    // Other objects, of the test and of the profiler, are allocated meanwhile.
    for (const error of errors) assert.ok(error > -0.01 && error < 1.03 * most, `${errors} for ${sizes}`);
    assert.ok(Math.max(...errors) >= least, `${errors} for ${sizes}`);
  });
}

test('inside a window the counter moves with the used heap, and no further than the truth', () => {
  // What the tests before left would be freed meanwhile.
  exposeGc()();
  const meter = startMeter();
  const before = meter.read().allocated;
  const kept = Array.from({ length: 50 }, () => LARGE.slice());
  const measured = meter.read().allocated - before;
  assert.ok(measured > 0 && measured < 1.1 * kept.length * sizeOf(LARGE), `${measured}`);
});

test('each stopped profiler that is not destroyed yet doubles the window, until a major collection', async () => {
  const collect = exposeGc();
  const meter = startMeter();
  assert.equal(windowEnds(meter, collect, 320), [10, 30, 70, 150, 310]);
  // The target of a WeakRef that was read stays until the turn ends.
  await nextTurn();
  collect();
  meter.now += LONG_MS;
  meter.read();
  assert.equal(windowEnds(meter, collect, 70), [20, 60], 'one is stopped, then two');
});

test.run();

interface DocumentedError {
  readonly name: string;
  /** Objects of the row, those for which the end of a page that stays empty is the longest among them. */
  readonly sizes: readonly number[];
  readonly most: number;
  /** What the worst of the sizes reaches, else the docs would say too much. */
  readonly least: number;
}

/** The rows of the table under "Allocation". */
function documentedErrors(): DocumentedError[] {
  const text = readFileSync(new URL('../../../../../docs/metrics.md', import.meta.url), 'utf8');
  const rows = [...text.matchAll(/^\| (more than |up to |(\d+) to )(\d+) KiB \| (\d+) % (.*)\|$/gm)];
  assert.is(rows.length, 7);
  return rows.map(([, kind = '', from = '0', end = '', percent = '', only = '']) => {
    const most = Number(percent) / 100;
    const name = `${kind}${end} KiB`;
    if (kind === 'more than ')
      return { name, most, sizes: [1.01, 1.5, 4].map((by) => by * Number(end) * KIB), least: 0 };
    const isElsewhere = only !== '' && !only.includes(`${process.versions.node.split('.')[0]}`);
    return { name, most, sizes: worstSizes(Number(from), Number(end)), least: isElsewhere ? 0 : 0.75 * most };
  });
}

/** Sizes of which one more would just not fit on a page. */
function worstSizes(from: number, end: number): number[] {
  const counts = Array.from({ length: MANY_ON_A_PAGE }, (_, index) => index + 1);
  const perfect = PAGES_KIB.flatMap((page) => counts.map((count) => page / count));
  const sizes = perfect.map((size) => 1.004 * size).filter((size) => size > from && size < end);
  return [...sizes, 0.999 * end].map((size) => size * KIB);
}

/** @returns by which share the count is too high for a program that allocates objects of this size */
function errorFor(meter: ReturnType<typeof startMeter>, bytes: number): number {
  const doubles = new Array(Math.round((bytes - sizeOf([])) / 8)).fill(0.5);
  const before = meter.read().allocated;
  const known = copies(doubles, Math.ceil(MUCH_BYTES / bytes));
  // Windows double while no major collection comes.
  meter.now = 2 * meter.now + LONG_MS;
  return (meter.read().allocated - before) / known - 1;
}

function startMeter() {
  const clock = { now: 0 };
  const { read } = allocation(() => clock.now);
  return Object.assign(clock, {
    read() {
      const measured = read();
      return {
        allocated: Number(measured['nodejs_heap_allocated_bytes_total']),
        reclaimed: Number(measured['nodejs_gc_reclaimed_bytes_total']),
      };
    },
  });
}

/** Allocates copies of the arrays, and keeps few. @returns how many bytes that is */
function allocate({ large, middle, small }: { large: number; middle: number; small: number }): number {
  return copies(LARGE, large) + copies(MIDDLE, middle) + copies(SMALL, small);
}

function copies(doubles: readonly number[], times: number): number {
  const ring: number[][] = new Array(16).fill([]);
  for (let i = 0; i < times; i++) ring[i % 16] = doubles.slice();
  return times * sizeOf(doubles);
}

/** An array is an object of four words, and its doubles behind two. */
function sizeOf(doubles: readonly number[]): number {
  return 32 + 16 + 8 * doubles.length;
}

/** After how many seconds the reclaimed bytes rise, which they do at the end of a window. */
function windowEnds(meter: ReturnType<typeof startMeter>, collect: Collect, seconds: number): number[] {
  const ends: number[] = [];
  let { reclaimed } = meter.read();
  for (let second = 1; second <= seconds; second++) {
    copies(MIDDLE, 20);
    collect({ type: 'minor' });
    meter.now += 1000;
    const measured = meter.read().reclaimed;
    if (measured > reclaimed) ends.push(second);
    reclaimed = measured;
  }
  return ends;
}

type Collect = (options?: { type: 'minor' }) => void;

function exposeGc(): Collect {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  assert.type(collect, 'function');
  return collect as Collect;
}
