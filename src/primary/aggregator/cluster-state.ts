import type { Frame } from '../../shared/frame/frame.js';
import { labelBytesOf } from '../../shared/frame/label-bytes.js';
import type { Labels } from '../../shared/model/family.js';
import type { JsonSample } from '../protocol/prom-client-aggregation.js';
import type { AppAggregatedFamily } from '../protocol/thread-messages.js';
import { type KeptState, keepState, readState, restoreState } from './checkpoint/state-checkpoint.js';
import { aggregatorInput } from './expose/text/aggregated-text.js';
import { familyBytes, holderText, setAggregatedText } from './expose/text/family-text.js';
import { RowsBuilder } from './expose/text/rows-builder.js';
import { familyHead } from './expose/text/text-format.js';
import { FrameMerge } from './merge/frame-merge.js';
import { overlayValue } from './merge/overlay.js';
import { type ClusterStateOptions, FamilyTable } from './state/family-table.js';
import type { MergedFamily } from './state/merged-family.js';
import { SeriesTable } from './state/series-table.js';
import { Incarnation } from './state/worker-numbers.js';

export type { ClusterStateOptions } from './state/family-table.js';

/** What a page holds. */
export interface PageParts {
  /** Families to show; all when left out. */
  readonly names?: ReadonlySet<string> | undefined;
  /** What stands below them. */
  readonly end?: string;
}

/**
 * The merged metrics of the whole cluster. Depends on the calls below alone: no clock, no I/O.
 * Merging a frame costs what changed, and so does rendering, beside copying the page's bytes.
 */
export class ClusterState {
  readonly #options: ClusterStateOptions;
  readonly #series: SeriesTable;
  readonly #families: FamilyTable;
  readonly #merge: FrameMerge;
  readonly #builder = new RowsBuilder();
  readonly #incarnations = new Map<number, Incarnation>();

  constructor(options: ClusterStateOptions, kept?: KeptState) {
    this.#options = options;
    this.#series = new SeriesTable(kept?.totals);
    this.#families = new FamilyTable(options, this.#series);
    this.#merge = new FrameMerge(this.#families, this.#series);
    if (kept) restoreState(kept, this.#families, this.#series, this.#incarnations);
  }

  /** A state equal to the one that was kept. Throws when the bytes are not of {@link snapshot}. */
  static restore(bytes: Uint8Array, options: ClusterStateOptions): ClusterState {
    return new ClusterState(options, readState(bytes));
  }

  /** The whole state, sums to the last bit, for {@link restore}. */
  snapshot(): Uint8Array<ArrayBuffer> {
    return keepState(this.#series, this.#families.values(), this.#incarnations.values());
  }

  /** Series on the page; what the ended had counted is among them. */
  get activeSeries(): number {
    return this.#families.seriesCount;
  }

  /** Series that the living workers or the cluster's limit left out. */
  get droppedSeries(): number {
    let count = 0;
    for (const { droppedSeries, refused } of this.#incarnations.values()) count += droppedSeries + refused.size;
    return count;
  }

  /** A worker lives; its frames are taken from now on. Numbers are never used again. */
  begin(incarnation: number, slot: number): void {
    if (this.#incarnations.has(incarnation)) return;
    const begun = new Incarnation(incarnation, slot);
    this.#incarnations.set(incarnation, begun);
    this.#series.holders.begin(begun);
  }

  /** It is over: what it counted stays, its gauges leave. */
  end(incarnation: number): void {
    const ended = this.#incarnations.get(incarnation);
    if (!ended) return;
    this.#incarnations.delete(incarnation);
    this.#merge.end(ended);
    this.#series.holders.end(ended);
  }

  /** The sequence number of the last frame of a living incarnation, 0 before its first one and of others. */
  sequenceOf(incarnation: number): number {
    return this.#incarnations.get(incarnation)?.sequence ?? 0;
  }

  /**
   * Merges a frame. `stale`: of nobody who lives, or seen before; ignored. `gap`: one before it was lost; merged
   * as far as it can be, and the worker has to say everything again.
   */
  apply({ header, records }: Frame): 'applied' | 'stale' | 'gap' {
    const incarnation = this.#incarnations.get(header.incarnation);
    if (!incarnation || header.sequence <= incarnation.sequence) return 'stale';
    const hasGap = header.sequence !== incarnation.sequence + 1;
    incarnation.sequence = header.sequence;
    incarnation.droppedSeries = header.droppedSeries;
    this.#merge.apply(incarnation, records);
    for (const { reason, family, detail } of records.notes) {
      this.#options.onNote(reason, family, detail, incarnation.slot);
    }
    return hasGap ? 'gap' : 'applied';
  }

  /** Families that changed and whose aggregators only the app's own code knows; their answers go to {@link fillIn}. */
  takeForeign(): AppAggregatedFamily[] {
    const foreign: AppAggregatedFamily[] = [];
    for (const family of this.#families.values()) {
      if (!family.isAggregatedElsewhere || !family.changed) continue;
      family.changed = false;
      this.#series.settle(family);
      const { name, aggregator } = family.definition;
      foreign.push({ name, aggregator, groups: aggregatorInput(family, this.#series) });
    }
    return foreign;
  }

  /** Takes what the aggregator of a foreign family returned; undefined when the app has none of the name. */
  fillIn(name: string, samples: readonly JsonSample[] | undefined): void {
    const family = this.#families.get(name);
    if (!family?.isAggregatedElsewhere) return;
    if (samples === undefined) this.#families.noteUnknownAggregator(family);
    setAggregatedText(family, samples ?? []);
  }

  /** The page; of some families only, when `names` is given. */
  render(query: PageParts = {}): string {
    return this.renderBytes(query).toString();
  }

  /** The page in UTF-8, in an array of its own. */
  renderBytes({ names, end = '' }: PageParts = {}): Buffer {
    const parts: Uint8Array[] = [];
    for (const family of this.#families.values()) {
      if (names && !names.has(family.definition.name)) continue;
      parts.push(familyBytes(family, this.#series, this.#builder));
    }
    if (!names) this.#series.isTouched = false;
    parts.push(Buffer.from(end));
    return Buffer.concat(parts);
  }

  /** What the newest incarnation of a slot says itself, without a `worker` label; empty when none lives. */
  renderWorker(slot: number): string {
    const newest = [...this.#incarnations.values()].filter((incarnation) => incarnation.slot === slot);
    const incarnation = newest.sort((a, b) => b.number - a.number)[0];
    const texts = new Map<MergedFamily, string>();
    for (const [, at] of incarnation?.places.entries() ?? []) {
      if (!incarnation?.isStated(at)) continue;
      const series = incarnation.seriesAt(at);
      const family = this.#series.family(series);
      texts.set(family, (texts.get(family) ?? '') + holderText({ incarnation, at }, this.#series));
    }
    return [...texts].map(([{ definition }, text]) => familyHead(definition) + text).join('');
  }

  /** Puts a value known from outside in a worker's series: gauges are set, counters only raised. */
  overlay(incarnation: number, family: string, [value]: readonly number[], labels: Labels = []): void {
    const known = this.#incarnations.get(incarnation);
    const standing = this.#families.get(family);
    if (value === undefined || !known || !standing) return;
    const series = standing.series.get(standing.seriesKey(labelBytesOf(labels), known.slot));
    if (series === undefined) return;
    const holder = this.#series.holders.of(series).find((candidate) => candidate.incarnation === known);
    if (holder && known.isStated(holder.at)) overlayValue(this.#series, known, holder.at, value);
  }
}
