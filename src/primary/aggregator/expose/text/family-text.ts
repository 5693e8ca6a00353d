import { workerLabel } from '../../../../shared/model/identity.js';
import type { JsonSample } from '../../../protocol/prom-client-aggregation.js';
import { totalOf } from '../../merge/ledger.js';
import type { Holder } from '../../state/holder-lists.js';
import type { MergedFamily } from '../../state/merged-family.js';
import { FLAG, type SeriesTable } from '../../state/series-table.js';
import { aggregatedText, samplesText } from './aggregated-text.js';
import { RowsBuilder } from './rows-builder.js';
import { familyHead, formatValue, labelText, linePrefix } from './text-format.js';

/** The family's part of the page; empty when it has nothing to show. Only what changed is rendered again. */
export function familyBytes(family: MergedFamily, table: SeriesTable, builder: RowsBuilder): Uint8Array {
  if (family.rule !== 'aggregate') {
    refreshRows(family, table, builder);
  } else if (family.changed && !family.isAggregatedElsewhere) {
    replaceByText(family, aggregatedText(family, table), builder);
    table.settle(family);
    family.changed = false;
  }
  return family.rows.bytes;
}

/** Puts in the place of a family's text what its aggregator returned where the app had defined it. */
export function setAggregatedText(family: MergedFamily, samples: readonly JsonSample[]): void {
  replaceByText(family, samplesText(family.definition.name, samples), new RowsBuilder());
}

/** The lines of what one incarnation says of a series, without a `worker` label. */
export function holderText({ incarnation, at }: Holder, table: SeriesTable): string {
  const series = incarnation.seriesAt(at);
  const labels = labelText(table.labels(series));
  const { quantiles, lines } = table.family(series);
  let text = '';
  for (const line of [...quantiles, ...lines]) {
    text += `${linePrefix(line, labels)}${formatValue(incarnation.value(at + line.component))}\n`;
  }
  return text;
}

function replaceByText(family: MergedFamily, text: string, builder: RowsBuilder): void {
  family.rows.rebuild(familyHead(family.definition), 1, builder);
  if (text !== '') builder.addText(text);
  family.rows.replace(builder);
}

/** Writes over old values what fits. If anything does not, the rows are put together anew, the others by copying. */
function refreshRows(family: MergedFamily, table: SeriesTable, builder: RowsBuilder): void {
  const values = new Float64Array(family.lines.length);
  const isFitting = !table.isTouched || overwriteRows(family, table, values);
  if (family.changed || !isFitting) rebuildRows(family, table, values, builder);
}

/**
 * Looks at all rows, a byte of each. A list of what was touched would be in the order of the frames: each worker's few
 * values a walk of its own through tables and page.
 */
function overwriteRows(family: MergedFamily, table: SeriesTable, values: Float64Array): boolean {
  const { shown, rows } = family;
  const { flags } = table;
  let isFitting = true;
  for (let row = 0; row < shown.length; row++) {
    const series = shown[row] ?? 0;
    if (((flags[series] ?? 0) & FLAG.changed) === 0) continue;
    if (readValues(family, series, table, values) && rows.overwrite(row, values)) table.clear(series, FLAG.changed);
    else isFitting = false;
  }
  return isFitting;
}

function rebuildRows(family: MergedFamily, table: SeriesTable, values: Float64Array, builder: RowsBuilder): void {
  const shown = new Int32Array(family.series.size);
  let count = 0;
  family.rows.rebuild(familyHead(family.definition), family.series.size, builder);
  for (const [key, series] of family.series) {
    table.rows[series] = rebuiltRow(family, key, series, table, values, builder);
    if (table.has(series, FLAG.shown)) shown[count++] = series;
  }
  family.rows.replace(builder);
  family.shown = shown.subarray(0, count);
  table.settle(family);
  family.changed = false;
}

/** @returns the number of the row in which the series is shown now, -1 when it is not */
function rebuiltRow(
  family: MergedFamily,
  key: string,
  series: number,
  table: SeriesTable,
  values: Float64Array,
  builder: RowsBuilder,
): number {
  const row = table.rows[series] ?? -1;
  if (row >= 0 && !table.has(series, FLAG.changed)) return builder.keep(row);
  if (!readValues(family, series, table, values)) {
    table.clear(series, FLAG.shown);
    return -1;
  }
  table.set(series, FLAG.shown);
  if (family.quantiles.length > 0) return builder.addText(summaryText(family, series, table, values));
  return row >= 0 ? builder.renew(row, values) : builder.add(prefixesOf(family, key), values);
}

/** Puts what a series shows in `values`, in the order of its lines; claims that it shows anything. */
function readValues(family: MergedFamily, series: number, table: SeriesTable, values: Float64Array): boolean {
  if (family.rule !== 'total') {
    const value = table.holders.livingValue(series, family.rule === 'newest');
    values[0] = value ?? 0;
    return value !== undefined;
  }
  if (!table.has(series, FLAG.counted)) return false;
  const { lines } = family;
  for (let index = 0; index < lines.length; index++) {
    values[index] = totalOf(table, series, lines[index]?.component ?? 0);
  }
  return true;
}

function summaryText(family: MergedFamily, series: number, table: SeriesTable, values: Float64Array): string {
  const prefixes = prefixesOf(family, table.key(series));
  const lines = prefixes.map((prefix, index) => `${prefix}${formatValue(values[index] ?? 0)}\n`);
  return quantileText(family, series, table) + lines.join('');
}

/** Quantiles cannot be merged, so each slot shows its own: those of its newest incarnation. */
function quantileText(family: MergedFamily, series: number, table: SeriesTable): string {
  let text = '';
  const labels = table.labels(series);
  const stated = table.holders.of(series).filter(({ incarnation, at }) => incarnation.isStated(at));
  stated.forEach(({ incarnation, at }, index) => {
    if (stated[index + 1]?.incarnation.slot === incarnation.slot) return;
    const own = labelText(labels, workerLabel(incarnation.slot));
    for (const line of family.quantiles) {
      text += `${linePrefix(line, own)}${formatValue(incarnation.value(at + line.component))}\n`;
    }
  });
  return text;
}

function prefixesOf(family: MergedFamily, key: string): readonly string[] {
  const { labels, slot } = family.readKey(key);
  const text = labelText(labels, slot === undefined ? undefined : workerLabel(slot));
  return family.lines.map((line) => linePrefix(line, text));
}
