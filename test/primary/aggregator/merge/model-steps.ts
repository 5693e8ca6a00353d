import fc from 'fast-check';
import type { FamilyDefinition, Labels } from '../../../../src/shared/model/family.js';
import { define } from '../fake-worker.js';

/** Which values a run draws. */
export type Numbers = 'dyadic' | 'any' | 'not finite';

/** One thing that happens to a random cluster. */
export type Step =
  | {
      readonly kind: 'set';
      readonly slot: number;
      readonly family: FamilyDefinition;
      readonly labels: Labels;
      readonly amounts: readonly number[];
      /** Counting begins anew. */
      readonly reset: boolean;
    }
  | { readonly kind: 'remove'; readonly slot: number; readonly family: FamilyDefinition; readonly labels: Labels }
  /** The successor begins `before` or after the end of the one that it replaces. */
  | { readonly kind: 'restart'; readonly slot: number; readonly overlap: boolean };

export const SLOTS = 3;

const AGGREGATORS = ['sum', 'min', 'max', 'average', 'first', 'omit'];

/** Families of every type, aggregator and scope. */
export const FAMILIES: readonly FamilyDefinition[] = [
  define('counter_sum'),
  define('counter_max', { aggregator: 'max' }),
  ...AGGREGATORS.map((aggregator) => define(`gauge_${aggregator}`, { type: 'gauge', aggregator })),
  define('untyped_sum', { type: 'untyped' }),
  define('build_info', { type: 'gauge' }),
  define('untyped_info', { type: 'untyped' }),
  define('max_info', { type: 'gauge', aggregator: 'max' }),
  define('own_info', { type: 'gauge', scope: 'worker' }),
  define('counter_info'),
  define('histogram_sum', { type: 'histogram', bounds: [0.5, 1] }),
  define('histogram_average', { type: 'histogram', bounds: [0.5, 1], aggregator: 'average' }),
  define('summary_sum', { type: 'summary', bounds: [0.5, 0.9] }),
  define('summary_min', { type: 'summary', bounds: [0.5], aggregator: 'min' }),
  define('own_counter', { scope: 'worker' }),
  define('own_gauge', { type: 'gauge', scope: 'worker' }),
  define('own_histogram', { type: 'histogram', bounds: [0.5], scope: 'worker' }),
];

const LABELS: readonly Labels[] = [
  [],
  [['a', 'x']],
  [
    ['a', 'x'],
    ['b', 'y\n"\\|'],
  ],
  [['b', 'x:😀']],
];

/** Steps of a random cluster, of few families and labels: else hardly two workers would have a series in common. */
export function arbitrarySteps(numbers: Numbers): fc.Arbitrary<Step[]> {
  const families = fc.shuffledSubarray([...FAMILIES], { minLength: 1, maxLength: 3 });
  const labels = fc.shuffledSubarray([...LABELS], { minLength: 1, maxLength: 2 });
  return fc
    .tuple(families, labels)
    .chain(([some, few]) => stepsOf(numbers, fc.constantFrom(...some), fc.constantFrom(...few)));
}

function stepsOf(
  numbers: Numbers,
  family: fc.Arbitrary<FamilyDefinition>,
  labels: fc.Arbitrary<Labels>,
): fc.Arbitrary<Step[]> {
  const slot = fc.nat(SLOTS - 1);
  const amounts = fc.array(amount(numbers), { minLength: 4, maxLength: 4 });
  const reset = fc.integer({ min: 0, max: 4 }).map((roll) => roll === 0);
  return fc.array(
    fc.oneof(
      { weight: 10, arbitrary: fc.record({ kind: fc.constant('set' as const), slot, family, labels, amounts, reset }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), slot, family, labels }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('restart' as const), slot, overlap: fc.boolean() }) },
    ),
    { minLength: 1, maxLength: 60 },
  );
}

function amount(numbers: Numbers): fc.Arbitrary<number> {
  const dyadic = fc.integer({ min: 0, max: 2 ** 20 }).map((eighths) => eighths / 8);
  const any = fc.double({ min: 0, max: 1e15, noNaN: true });
  if (numbers === 'dyadic') return dyadic;
  if (numbers === 'any') return any;
  const odd = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
  return fc.oneof({ weight: 4, arbitrary: any }, { weight: 1, arbitrary: odd });
}
