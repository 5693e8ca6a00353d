import type { JsonSample } from '../../../protocol/prom-client-aggregation.js';
import type { Holder } from '../../state/holder-lists.js';
import type { MergedFamily } from '../../state/merged-family.js';
import { FLAG, type SeriesReader, type SeriesTable } from '../../state/series-table.js';
import { type SampleTemplates, sampleTemplates } from '../sample-templates.js';
import { withWorkerLabel } from '../worker-labels.js';
import { samplesText } from './aggregated-text.js';
import { PageRows } from './page-rows.js';
import type { RowsBuilder } from './rows-builder.js';
import { familyHead, formatValue, labelText, linePrefix } from './text-format.js';

/** What all families of a text page share. */
export interface PageParts {
  readonly table: SeriesTable;
  /** The text page's own bits in the flags of the table. */
  readonly reader: SeriesReader;
  /** Used for one family after the other. */
  readonly builder: RowsBuilder;
}

/** A family's part of the text page: its bytes, and what it takes to render only what changed. */
export class FamilyPage {
  readonly #family: MergedFamily;
  readonly #parts: PageParts;
  readonly #templates: SampleTemplates;
  readonly #rows: PageRows;
  /** The values of one series, in the order of its lines. */
  readonly #values: Float64Array;
  /** The series of each row. */
  #shown = new Int32Array();
  #revision = -1;
  #samples: readonly JsonSample[] | undefined;

  constructor(family: MergedFamily, parts: PageParts) {
    this.#family = family;
    this.#parts = parts;
    this.#templates = sampleTemplates(family.definition);
    const { quantiles, merged } = this.#templates;
    this.#rows = new PageRows(family.rule === 'aggregate' || quantiles.length > 0 ? 0 : merged.length);
    this.#values = new Float64Array(merged.length);
  }

  /** The bytes as they were rendered last; none when the family has nothing to show. */
  get bytes(): Uint8Array {
    return this.#rows.bytes;
  }

  /** The lines of one worker's values of a series, without a `worker` label. */
  workerText({ worker, at }: Holder): string {
    const labels = labelText(this.#parts.table.labels(worker.seriesAt(at)));
    const { quantiles, merged } = this.#templates;
    return [...quantiles, ...merged]
      .map((one) => `${linePrefix(one, labels)}${formatValue(worker.value(at + one.component))}\n`)
      .join('');
  }

  /**
   * Renders what changed: new values are written over the old ones, and where a value has another length, or a series
   * came or went, the rows are put together anew, unchanged ones by copying.
   *
   * @param isTouched whether a series that this page shows may have changed
   */
  refresh(isTouched: boolean): void {
    const isSameSet = this.#revision === this.#family.revision;
    if (isSameSet && (!isTouched || this.#overwriteRows())) return;
    this.#rebuildRows();
    this.#revision = this.#family.revision;
  }

  /** Renders what an aggregator made of the family, unless it is what was rendered last. */
  refreshAggregated(samples: readonly JsonSample[]): void {
    if (this.#samples === samples) return;
    const { definition } = this.#family;
    const { builder } = this.#parts;
    this.#rows.rebuild(familyHead(definition), 1, builder);
    const text = samplesText(definition.name, samples);
    if (text !== '') builder.addText(text);
    this.#rows.replace(builder);
    this.#samples = samples;
  }

  /**
   * Looks at all rows, a byte of each. A list of the changed series would be in the order of the frames, and each worker's
   * few values a walk of its own through tables and page.
   *
   * @returns whether every value took as many bytes as the one before; else the rows must be put together anew
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
    this.#revision = -1;
    const shown = new Int32Array(byKey.size);
    let count = 0;
    let row = 0;
    this.#rows.rebuild(familyHead(definition), byKey.size, builder);
    for (const [key, series] of byKey) {
      const isKnown = table.has(series, reader.known);
      // Known series stand in `before` in the same order, with those in between that were dropped since.
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

  /** Reads the values of a series. @returns whether it has any: else the page does not show the series */
  #readValues(series: number): boolean {
    const { table } = this.#parts;
    const { rule } = this.#family;
    if (rule !== 'total') {
      const value = table.holders.livingValue(series, rule === 'newest');
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

  /** Quantiles cannot be merged, so each slot shows its own: those of its newest incarnation. */
  #quantileText(series: number): string {
    const { table } = this.#parts;
    const labels = table.labels(series);
    const holders = table.holders.of(series).filter(({ worker, at }) => worker.hasValue(at));
    let text = '';
    holders.forEach(({ worker, at }, index) => {
      if (holders[index + 1]?.worker.slot === worker.slot) return;
      const own = labelText(withWorkerLabel(labels, worker.slot));
      for (const quantile of this.#templates.quantiles) {
        text += `${linePrefix(quantile, own)}${formatValue(worker.value(at + quantile.component))}\n`;
      }
    });
    return text;
  }

  #prefixesOf(key: string): readonly string[] {
    const { labels, slot } = this.#family.readKey(key);
    const text = labelText(slot === undefined ? labels : withWorkerLabel(labels, slot));
    return this.#templates.merged.map((template) => linePrefix(template, text));
  }
}
