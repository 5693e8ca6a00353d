import type { AggregatedSample } from '../../../protocol/sample-copier.js';
import type { Holder } from '../../state/holder-lists.js';
import type { MergedFamily } from '../../state/merged-family.js';
import { FLAG, type SeriesReader, type SeriesTable } from '../../state/series-table.js';
import { type SampleTemplates, sampleTemplates } from '../sample-templates.js';
import { newestCopies, quantilesOfCopies, valueOfCopies } from '../worker-copies.js';
import { withWorkerLabel } from '../worker-labels.js';
import { samplesText } from './aggregated-text.js';
import { PageRows } from './page-rows.js';
import type { RowsBuilder } from './rows-builder.js';
import { familyHead, formatValue, labelText, linePrefix } from './text-format.js';

/** A family's part of the text page. It remembers which series each row shows, and renders only the rows that changed. */
export class FamilyPage {
  readonly #family: MergedFamily;
  readonly #parts: PageParts;
  readonly #templates: SampleTemplates;
  readonly #rows: PageRows;
  /** The values of one series, in the order of its lines. */
  readonly #values: Float64Array;
  /** The series of each row. */
  #shown = new Int32Array();
  #samples: readonly AggregatedSample[] | undefined;

  constructor(family: MergedFamily, parts: PageParts) {
    this.#family = family;
    this.#parts = parts;
    this.#templates = sampleTemplates(family.definition);
    const { quantiles, merged } = this.#templates;
    this.#rows = new PageRows(family.rule === 'aggregate' || quantiles.length > 0 ? 0 : merged.length);
    this.#values = new Float64Array(merged.length);
    family.outdated |= parts.reader.known;
  }

  /** The bytes as they were rendered last. Empty if the family has nothing to show. */
  get bytes(): Uint8Array {
    return this.#rows.bytes;
  }

  /** The lines of a series in one worker, without a `worker` label. @param copies the records that the worker has of the series */
  workerText(series: number, copies: readonly Holder[]): string {
    const labels = labelText(this.#parts.table.labels(series));
    const { copyAggregator } = this.#family;
    const lines = this.#templates.merged.map(
      (one) => `${linePrefix(one, labels)}${formatValue(valueOfCopies(copies, one.component, copyAggregator))}\n`,
    );
    return this.#quantileLines(copies, labels) + lines.join('');
  }

  /**
   * Renders what changed. New values are written over the old ones. If a value has another length, or if a series was added
   * or dropped, all rows are built anew, and unchanged rows are copied.
   *
   * @param isTouched whether a series that this page shows may have changed
   */
  refresh(isTouched: boolean): void {
    const isSameSet = (this.#family.outdated & this.#parts.reader.known) === 0;
    if (isSameSet && (!isTouched || this.#overwriteRows())) return;
    this.#rebuildRows();
    this.#family.outdated &= ~this.#parts.reader.known;
  }

  /** Renders the result of an aggregator, unless this result was rendered last. */
  refreshAggregated(samples: readonly AggregatedSample[]): void {
    if (this.#samples === samples) return;
    const { definition } = this.#family;
    const { builder } = this.#parts;
    this.#rows.rebuild(familyHead(definition), 1, builder);
    const text = samplesText(samples);
    if (text !== '') builder.addText(text);
    this.#rows.replace(builder);
    this.#samples = samples;
  }

  /**
   * Writes changed values over the old ones. It looks at a byte of each row. A list of the changed series would be in the
   * order of the frames, and would lead through the tables and the page once for each worker.
   *
   * @returns whether every value has as many bytes as the old one. If not, the rows have to be built anew
   */
  #overwriteRows(): boolean {
    const { table, reader } = this.#parts;
    const { flags } = table;
    const shown = this.#shown;
    let isFitting = true;
    for (let row = 0; row < shown.length; row++) {
      const series = shown[row] ?? 0;
      if (((flags[series] ?? 0) & reader.changed) === 0) continue;
      if (this.#readValues(series) && this.#rows.overwrite(row, this.#values)) table.clear(series, reader.changed);
      else isFitting = false;
    }
    return isFitting;
  }

  #rebuildRows(): void {
    const { table, reader, builder } = this.#parts;
    const { series: byKey, definition } = this.#family;
    const before = this.#shown;
    // If memory runs out below, flags tell of rows that do not exist. The next call must then make every row anew.
    this.#shown = new Int32Array();
    this.#family.outdated |= reader.known;
    const shown = new Int32Array(byKey.size);
    let count = 0;
    let row = 0;
    this.#rows.rebuild(familyHead(definition), byKey.size, builder);
    for (const [key, series] of byKey) {
      const isKnown = table.has(series, reader.known);
      // `before` has the known series in the same order. Between them it has series that were dropped since.
      if (isKnown) while (row < before.length && before[row] !== series) row++;
      if (this.#addRow(key, series, isKnown && row < before.length ? row : -1)) shown[count++] = series;
      table.clear(series, reader.changed);
    }
    this.#rows.replace(builder);
    this.#shown = shown.subarray(0, count);
  }

  /**
   * @param row the row that the series had, or -1
   * @returns whether the series has a row now
   */
  #addRow(key: string, series: number, row: number): boolean {
    const { table, reader, builder } = this.#parts;
    if (row >= 0 && !table.has(series, reader.changed)) {
      builder.keep(row);
      return true;
    }
    if (!this.#readValues(series)) {
      table.clear(series, reader.known);
      return false;
    }
    table.set(series, reader.known);
    if (this.#templates.quantiles.length > 0) builder.addText(this.#summaryText(key, series));
    else if (row >= 0) builder.renew(row, this.#values);
    else builder.add(this.#prefixesOf(key), this.#values);
    return true;
  }

  /** Reads the values of a series. @returns whether the series has values. If not, the page does not show it */
  #readValues(series: number): boolean {
    const { table } = this.#parts;
    const { rule, copyAggregator } = this.#family;
    if (rule !== 'total') {
      const { holders } = table;
      const value = rule === 'sum' ? holders.livingSum(series) : holders.newestValue(series, copyAggregator);
      this.#values[0] = value ?? 0;
      return value !== undefined;
    }
    if (!table.has(series, FLAG.counted)) return false;
    const { merged } = this.#templates;
    for (let index = 0; index < merged.length; index++) {
      this.#values[index] = table.total(series, merged[index]?.component ?? 0);
    }
    return true;
  }

  #summaryText(key: string, series: number): string {
    const lines = this.#prefixesOf(key).map((prefix, index) => `${prefix}${formatValue(this.#values[index] ?? 0)}\n`);
    return this.#quantileText(series) + lines.join('');
  }

  /** Quantiles cannot be merged. So each slot has lines with the quantiles of its newest incarnation. */
  #quantileText(series: number): string {
    const { table } = this.#parts;
    const labels = table.labels(series);
    return newestCopies(table.holders.of(series))
      .map((copies) => this.#quantileLines(copies, labelText(withWorkerLabel(labels, copies[0]?.worker.slot ?? 0))))
      .join('');
  }

  #quantileLines(copies: readonly Holder[], labels: string): string {
    const shown = quantilesOfCopies(copies);
    if (!shown) return '';
    return this.#templates.quantiles
      .map((one) => `${linePrefix(one, labels)}${formatValue(shown.worker.value(shown.at + one.component))}\n`)
      .join('');
  }

  #prefixesOf(key: string): readonly string[] {
    const { labels, slot } = this.#family.readKey(key);
    const text = labelText(slot === undefined ? labels : withWorkerLabel(labels, slot));
    return this.#templates.merged.map((template) => linePrefix(template, text));
  }
}

/** The parts that all families of a text page share. */
export interface PageParts {
  readonly table: SeriesTable;
  /** The bits of the text page in the flags of the table. */
  readonly reader: SeriesReader;
  /** Used for one family after the other. */
  readonly builder: RowsBuilder;
}
