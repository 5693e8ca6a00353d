import fc from 'fast-check';
import { Histogram, Registry } from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DelayHistogram } from '../../../src/shared/runtime/delay-histogram.js';
import type { Waits } from '../../../src/shared/runtime/delay-window.js';

const test = suite('delay histogram');
const NAME = 'nodejs_eventloop_delay_seconds';

test('waits that are told many at a time fall into the buckets of each by itself', async () => {
  const arbitraryCount = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 3000 }));
  const arbitraryBlock = fc
    .tuple(fc.integer({ min: 0, max: 99 }), arbitraryCount)
    .map(([tenths, count]): Waits => ({ longestMs: tenths / 10 + (count - 1) * 10, stepMs: 10, count }));
  const arbitraryIdle = arbitraryCount.map((count): Waits => ({ longestMs: 0, stepMs: 0, count }));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(arbitraryBlock, arbitraryIdle), { maxLength: 5 }), async (told) => {
      assert.equal(await shownOf(manyAtATime(told)), await shownOf(oneByOne(told)));
    }),
  );
});

test('two days in one block are counted', async () => {
  const count = 17_280_000;
  const shown = await shownOf(manyAtATime([{ longestMs: (count - 1) * 10, stepMs: 10, count }]));
  assert.is(shown.get('count'), count);
  assert.is(shown.get('bucket 10'), 1001);
  assert.is(shown.get('bucket 0.001'), 1);
  assert.is(shown.get('sum'), rounded((count * (count - 1) * 10) / 2 / 1000));
});

test.run();

function manyAtATime(told: readonly Waits[]): Registry {
  const registry = new Registry();
  const histogram = new DelayHistogram(registry);
  for (const waits of told) histogram.observe(waits);
  return registry;
}

function oneByOne(told: readonly Waits[]): Registry {
  const registry = new Registry();
  const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
  const histogram = new Histogram({ name: NAME, help: 'The same.', buckets, registers: [registry] });
  for (const { longestMs, stepMs, count } of told) {
    for (let index = 0; index < count; index++) histogram.observe((longestMs - index * stepMs) / 1000);
  }
  return registry;
}

async function shownOf(registry: Registry): Promise<Map<string, number>> {
  const lines = (await registry.metrics()).matchAll(new RegExp(`^${NAME}_(\\w+)(?:{le="(.+)"})? (.+)$`, 'gm'));
  return new Map(
    [...lines].map(([, kind, le, value = '']) => [le ? `${kind} ${le}` : `${kind}`, rounded(Number(value))]),
  );
}

/** Sums of many doubles differ in their last digits by the order in which they were added. */
function rounded(value: number): number {
  return Number(value.toPrecision(9));
}
