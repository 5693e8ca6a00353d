import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { AggregatedFamilies } from '../../../../src/primary/aggregator/expose/aggregated-families.js';
import { FamilyPage } from '../../../../src/primary/aggregator/expose/text/family-page.js';
import { RowsBuilder } from '../../../../src/primary/aggregator/expose/text/rows-builder.js';
import { TextPage } from '../../../../src/primary/aggregator/expose/text/text-page.js';
import { SeriesTable } from '../../../../src/primary/aggregator/state/series-table.js';
import type { FamilyDefinition } from '../../../../src/shared/model/family.js';
import { define, FakeWorker } from '../fake-worker.js';
import { recordingState } from '../shown-state.js';

const families: [FamilyDefinition, ...FamilyDefinition[]] = [
  define('c', { labelNames: ['a'] }),
  define('g', { type: 'gauge', labelNames: ['a'] }),
  define('m', { type: 'gauge', aggregator: 'max', labelNames: ['a'] }),
];

/** Counts how often rows are built anew. */
class CountingBuilder extends RowsBuilder {
  built = 0;

  override begin(...parameters: Parameters<RowsBuilder['begin']>): void {
    this.built++;
    super.begin(...parameters);
  }
}

const step = fc.record({
  family: fc.constantFrom(...families),
  label: fc.constantFrom('x', 'y'),
  value: fc.constantFrom(1, 5, 12, 100, 1e9),
  kind: fc.constantFrom('set', 'set', 'set', 'remove', 'restart'),
  readers: fc.subarray([0, 1, 2]),
});

test('each of three readers of one state sees every change, however often the others look', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const { state } = recordingState();
      const pages = [state, new TextPage(state, state.aggregated), new TextPage(state, new AggregatedFamilies(state))];
      let worker = new FakeWorker(state, 1, 0);
      for (const { family, label, value, kind, readers } of steps) {
        if (kind === 'set') worker.set(family, [['a', label]], [value]);
        else if (kind === 'remove') worker.remove(family, [['a', label]]);
        else {
          worker.end();
          worker = new FakeWorker(state, worker.incarnation + 1, 0);
        }
        const expected = recordingState({ from: state }).state.render();
        for (const reader of readers) assert.is(String(pages[reader]?.render()), expected);
      }
    }),
    { numRuns: 300 },
  );
});

test('a reader that never looks costs the others nothing: they still write new values over the old ones', () => {
  const { state } = recordingState();
  const worker = new FakeWorker(state, 1);
  const [counter] = families;
  worker.set(counter, [['a', 'x']], [1]);
  const family = state.family('c');
  assert.ok(family);
  const builder = new CountingBuilder();
  const page = new FamilyPage(family, { table: state.table, reader: state.table.addReader(), builder });
  state.table.addReader();
  for (let value = 1; value <= 9; value++) {
    worker.set(counter, [['a', 'x']], [value]);
    page.refresh(true);
    assert.match(Buffer.from(page.bytes).toString(), `c{a="x"} ${value}\n`);
  }
  assert.is(builder.built, 1, 'the rows were built once');
});

test('a fourth reader of the series is refused, since it would share its bits', () => {
  const table = new SeriesTable();
  const readers = [table.addReader(), table.addReader(), table.addReader()];
  const bits = readers.flatMap(({ changed, known }) => [changed, known]);
  assert.is(new Set(bits).size, bits.length);
  assert.ok(bits.every((bit) => bit > 2 && bit < 256));
  assert.throws(() => table.addReader(), /at most three readers/);
});

test.run();
