import fc from 'fast-check';
import { Histogram, Registry } from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DelayHistogram } from '../../../../src/shared/runtime/event-loop/delay-histogram.js';
import type { Waits } from '../../../../src/shared/runtime/event-loop/delay-window.js';
import { ReceivedFamilies } from '../received-families.js';

const test = suite('delay histogram');
const NAME = 'nodejs_eventloop_delay_seconds';
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

test('waits that are observed many at a time fall into the same buckets as one by one', async () => {
  const arbitraryCount = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 3000 }));
  const arbitraryBlock = fc
    .tuple(fc.integer({ min: 0, max: 99 }), arbitraryCount)
    .map(([tenths, count]): Waits => ({ longestMs: tenths / 10 + (count - 1) * 10, stepMs: 10, count }));
  const arbitraryIdle = arbitraryCount.map((count): Waits => ({ longestMs: 0, stepMs: 0, count }));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(arbitraryBlock, arbitraryIdle), { maxLength: 5 }), async (blocks) => {
      assert.equal(manyAtATime(blocks), await oneByOne(blocks));
    }),
  );
});

test('two days in one block are counted', () => {
  const count = 17_280_000;
  const shown = manyAtATime([{ longestMs: (count - 1) * 10, stepMs: 10, count }]);
  assert.is(shown.get('count'), count);
  assert.is(shown.get('bucket 10'), 1001);
  assert.is(shown.get('bucket 0.001'), 1);
  assert.is(shown.get('sum'), rounded((count * (count - 1) * 10) / 2 / 1000));
});

test.run();

type Shown = ReadonlyMap<string, number>;

function manyAtATime(waits: readonly Waits[]): Shown {
  const received = new ReceivedFamilies();
  const histogram = new DelayHistogram(received.families);
  for (const each of waits) histogram.observe(each);
  histogram.record();
  const numbers = received.of(NAME)[''] ?? [];
  const names = [...BUCKETS.map((bound) => `bucket ${bound}`), 'count', 'sum'];
  return new Map(names.map((name, index) => [name, rounded(numbers[index] ?? Number.NaN)]));
}

/** By a histogram of prom-client's. */
async function oneByOne(waits: readonly Waits[]): Promise<Shown> {
  const registry = new Registry();
  const histogram = new Histogram({ name: NAME, help: 'The same.', buckets: BUCKETS, registers: [registry] });
  for (const { longestMs, stepMs, count } of waits) {
    for (let index = 0; index < count; index++) histogram.observe((longestMs - index * stepMs) / 1000);
  }
  const lines = (await registry.metrics()).matchAll(new RegExp(`^${NAME}_(\\w+)(?:{le="(.+)"})? (.+)$`, 'gm'));
  const shown = [...lines].map(([, kind, le, value = '']) => {
    return [le ? `${kind} ${le}` : `${kind}`, rounded(Number(value))] as const;
  });
  return new Map([
    ...shown.filter(([name]) => name.startsWith('bucket') && name !== 'bucket +Inf'),
    ...countAndSum(shown),
  ]);
}

function countAndSum(shown: readonly (readonly [string, number])[]) {
  return ['count', 'sum'].map((name) => [name, new Map(shown).get(name) ?? Number.NaN] as const);
}

/**
 * Sums of many doubles differ in their last digits by the order in which they were added. Sums of tenths of milliseconds have ten
 * digits, of which the last can be a 5: without the push upward, such digits decide which way it is rounded.
 */
function rounded(value: number): number {
  return Number((value * (1 + 1e-11)).toPrecision(9));
}
