import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FamilyPage } from '../../../../../src/primary/aggregator/expose/text/family-page.js';
import { RowsBuilder } from '../../../../../src/primary/aggregator/expose/text/rows-builder.js';
import type { ClusterState } from '../../../../../src/primary/aggregator/merge/cluster-state.js';
import type { FamilyDefinition } from '../../../../../src/shared/model/family.js';
import { define, FakeWorker } from '../../fake-worker.js';
import { recordingState } from '../../shown-state.js';

const counter = define('c', { labelNames: ['a'] });
const aggregated = define('m', { type: 'gauge', aggregator: 'max' });

/** Throws when the given number of further rows have been added, as an allocation does when memory runs out. */
class FailingBuilder extends RowsBuilder {
  rowsLeft = Number.POSITIVE_INFINITY;

  override add(prefixes: readonly string[], values: Float64Array): number {
    this.#spend();
    return super.add(prefixes, values);
  }

  override addText(text: string): number {
    this.#spend();
    return super.addText(text);
  }

  #spend(): void {
    if (this.rowsLeft-- <= 0) throw new RangeError('Array buffer allocation failed');
  }
}

function pageOf(state: ClusterState, { name }: FamilyDefinition) {
  const family = state.family(name);
  assert.ok(family);
  const builder = new FailingBuilder();
  const page = new FamilyPage(family, { table: state.table, reader: state.table.addReader(), builder });
  return { page, builder };
}

test('a page on which memory ran out while rows were put together is whole at the next scrape', () => {
  const { state } = recordingState();
  const worker = new FakeWorker(state, 1);
  worker.set(counter, [['a', 'x']], [1]);
  const { page, builder } = pageOf(state, counter);
  page.refresh(true);
  worker.set(counter, [['a', 'x']], [2]);
  for (const label of ['y', 'z']) worker.set(counter, [['a', label]], [3]);
  builder.rowsLeft = 1;
  assert.throws(() => page.refresh(true), /allocation failed/);
  builder.rowsLeft = Number.POSITIVE_INFINITY;
  page.refresh(true);
  assert.is(
    String(Buffer.from(page.bytes)),
    '# HELP c Help of c.\n# TYPE c counter\nc{a="x"} 2\nc{a="y"} 3\nc{a="z"} 3\n',
  );
});

test('what an aggregator made is shown at the next scrape when memory ran out at the first', () => {
  const { state } = recordingState();
  new FakeWorker(state, 1).set(aggregated, [], [1]);
  const { page, builder } = pageOf(state, aggregated);
  const samples = [{ name: 'm', labels: [], value: 7 }];
  builder.rowsLeft = 0;
  assert.throws(() => page.refreshAggregated(samples), /allocation failed/);
  builder.rowsLeft = Number.POSITIVE_INFINITY;
  page.refreshAggregated(samples);
  assert.is(String(Buffer.from(page.bytes)), '# HELP m Help of m.\n# TYPE m gauge\nm 7\n');
});

test.run();
