import fc from 'fast-check';
import type { FrameHeader } from '../../../src/shared/frame/frame.js';
import { addedLabels, FAMILY_TYPES, type FamilyDefinition, type Labels } from '../../../src/shared/model/family.js';

/** Decoded objects have a prototype. Generated objects without one would not equal them. */
const PLAIN_RECORD = { noNullPrototype: true } as const;

const u32 = fc.integer({ min: 0, max: 0xffffffff });
const id = fc.oneof(u32, fc.maxSafeNat());
const text = fc.string({ unit: 'grapheme', maxLength: 30 });
const value = fc.oneof(
  fc.double(),
  fc.maxSafeNat(),
  fc.nat(),
  fc.constantFrom(
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    -0,
    0,
    1e-320,
    2 ** 52 - 1,
    2 ** 52,
    2 ** 53 + 2,
    -1,
    127,
    128,
  ),
);
const name = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,8}$/);
const labels = fc
  .dictionary(name, fc.oneof(text, fc.constant('😀'.repeat(2560))))
  .map((pairs): Labels => Object.entries(pairs).sort(([a], [b]) => (a < b ? -1 : 1)));
const sortedNames = fc.uniqueArray(name, { maxLength: 4 }).map((names) => names.sort());
const sortedNumbers = fc
  .uniqueArray(fc.double({ noNaN: true, noDefaultInfinity: true }), { comparator: (a, b) => a === b, maxLength: 6 })
  .map((numbers) => numbers.sort((a, b) => a - b));
const definition: fc.Arbitrary<FamilyDefinition> = fc
  .record(
    {
      name,
      help: text,
      type: fc.constantFrom(...FAMILY_TYPES),
      aggregator: text,
      scope: fc.constantFrom('merged', 'worker'),
      labelNames: sortedNames,
      bounds: sortedNumbers,
    },
    PLAIN_RECORD,
  )
  .map((all) => {
    const labelNames = all.labelNames.filter((label) => !addedLabels(all).includes(label));
    const hasBounds = all.type === 'histogram' || all.type === 'summary';
    return { ...all, labelNames, bounds: hasBounds ? all.bounds : [] };
  });

/** Any header of a frame. */
export const header: fc.Arbitrary<FrameHeader> = fc.record(
  {
    slot: fc.integer({ min: 0, max: 0xffff }),
    incarnation: u32,
    sequence: u32,
    flushId: u32,
    takenAt: fc.double({ noNaN: true, noDefaultInfinity: true }),
    droppedSeries: u32,
  },
  PLAIN_RECORD,
);

/** Any records of a frame. */
export const content = fc.record(
  {
    removed: fc.array(id),
    gone: fc.uniqueArray(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), { maxLength: 8 }).map(rangesOf),
    suspended: fc.array(id),
    families: fc.array(fc.record({ id, definition }, PLAIN_RECORD)),
    series: fc.array(fc.record({ id, familyId: id, labels }, PLAIN_RECORD), { maxLength: 4 }),
    updates: fc.array(fc.record({ id, values: fc.array(value, { maxLength: 20 }) }, PLAIN_RECORD)),
    notes: fc.array(fc.record({ reason: text, family: text, detail: text }, PLAIN_RECORD)),
  },
  PLAIN_RECORD,
);

/** The records that {@link content} makes. */
export type Content = typeof content extends fc.Arbitrary<infer T> ? T : never;

/** Makes ranges of ids, each after the one before. */
function rangesOf(numbers: number[]) {
  const ends = numbers.sort((a, b) => a - b);
  return ends.flatMap((from, index) => (index % 2 === 0 ? [{ from, to: ends[index + 1] ?? from }] : []));
}
