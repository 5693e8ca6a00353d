// Places by id, held against a Map: ids that come in order are kept as lines, and must be found as any others.
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { IdTable } from '../../../../src/primary/aggregator/state/id-table.js';

/** Ids from the first on, with places a step apart; those past 2^18 are kept another way. */
const run = fc.record({
  first: fc.oneof(fc.nat(200), fc.integer({ min: 2 ** 18 - 70, max: 2 ** 18 + 10 })),
  count: fc.integer({ min: 1, max: 150 }),
  start: fc.oneof(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 2 ** 25 - 40, max: 2 ** 25 + 40 })),
  step: fc.integer({ min: 1, max: 70 }),
  deleted: fc.array(fc.nat(149), { maxLength: 4 }),
});

test('places are found by id, whatever order they came in, after some were deleted, and in a restored table', () => {
  fc.assert(
    fc.property(fc.array(run, { minLength: 1, maxLength: 6 }), (runs) => {
      let table = new IdTable();
      const model = new Map<number, number>();
      for (const { first, count, start, step, deleted } of runs) {
        for (let index = 0; index < count; index++) {
          table.set(first + index, start + index * step);
          model.set(first + index, start + index * step);
        }
        for (const index of deleted) {
          table.delete(first + index);
          model.delete(first + index);
        }
        assertSame(table, model);
        table = new IdTable(table.state);
        assertSame(table, model);
      }
    }),
    { numRuns: 100 },
  );
});

function assertSame(table: IdTable, model: ReadonlyMap<number, number>): void {
  const sorted = (entries: Iterable<[number, number]>) => [...entries].sort(([a], [b]) => a - b);
  assert.equal(sorted(table.entries()), sorted(model));
  for (const [id, at] of model) assert.is(table.get(id), at);
}

test.run();
