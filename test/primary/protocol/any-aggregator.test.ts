import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { samplesText } from '../../../src/primary/aggregator/expose/text/aggregated-text.js';
import { FAMILY_TYPES } from '../../../src/shared/model/family.js';
import { parsePage } from '../aggregator/page.js';
import { aggregatedBy, aggregatedTo } from './app-aggregator.js';

const test = suite('an aggregator that returns anything');
const fails = () => {
  throw new Error('not to be read');
};

/** Values that no page can show, that no other thread can receive, or that throw. */
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withNullPrototype: true }),
  fc
    .constantFrom<(() => unknown)[]>(
      () => fails,
      () => Symbol('odd'),
      () => new Proxy({}, { get: fails, ownKeys: fails, getPrototypeOf: fails }),
      () => new Proxy([{}], { get: fails }),
      () => Object.defineProperty({ labels: {} }, 'value', { enumerable: true, get: fails }),
      () => ({ [Symbol.toPrimitive]: fails, toString: 1 }),
      () => Object.defineProperty({}, Symbol.toStringTag, { get: fails }),
      () => new WeakMap(),
    )
    .map((make) => make()),
);
const usually = <T>(arbitrary: fc.Arbitrary<T>) => fc.oneof({ arbitrary, weight: 30 }, { arbitrary: odd, weight: 1 });
const labelName = fc.oneof(
  fc.constantFrom('a', 'b', 'le', 'quantile', 'worker'),
  fc.constantFrom('__name__', '__proto__', '', 'é', 'a"'),
);
const labels = fc.oneof(
  fc.constantFrom({}, undefined, { le: '+Inf' }, { quantile: 0.5 }, { le: 0.1 }, { le: '5', a: 'x' }),
  fc.dictionary(labelName, usually(fc.oneof(fc.string({ unit: 'binary' }), fc.double())), { maxKeys: 3 }),
);
const sample = fc.record(
  {
    metricName: usually(fc.constantFrom('m', 'm_bucket', 'm_sum', 'm_count', undefined)),
    labels: usually(labels),
    value: usually(fc.double()),
    beside: odd,
  },
  { requiredKeys: ['value'] },
);

test('samples that are taken can be sent to any thread, and make a valid page', () => {
  let taken = 0;
  fc.assert(
    fc.property(fc.array(usually(sample), { maxLength: 3 }), fc.constantFrom(...FAMILY_TYPES), (samples, type) => {
      taken += expectPlain(aggregatedTo(samples, { type }));
    }),
    { numRuns: 3000 },
  );
  assert.ok(taken > 100, `${taken} were taken`);
});

test('any other result makes no page invalid either', () => {
  fc.assert(
    fc.property(odd, (result) => {
      expectPlain(aggregatedBy(() => result));
    }),
    { numRuns: 2000 },
  );
});

/** Throws unless a result is made of plain values, and its text is a part of a page. @returns how many samples the result has */
function expectPlain(result: ReturnType<typeof aggregatedTo>): number {
  assert.equal(structuredClone(result), result);
  if ('failure' in result) return 0;
  const lines = parsePage(samplesText(result.samples));
  assert.is(lines.size, result.samples.length);
  for (const line of lines.keys()) {
    assert.match(line, /^m(_bucket|_sum|_count)? /);
    assert.not.match(line, '["__name__"');
  }
  return lines.size;
}

test.run();
