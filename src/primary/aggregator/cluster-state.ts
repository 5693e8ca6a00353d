import type { Frame } from '../../shared/frame.js';
import { aggregatorInput } from './aggregated-text.js';
import { familyHead } from './exposition.js';
import { type ClusterStateOptions, FamilyTable } from './family-table.js';
import { contributionText, familyText, setAggregatedText } from './family-text.js';
import { FrameMerge } from './frame-merge.js';
import { Incarnation } from './incarnation.js';
import type { MergedFamily } from './merged-family.js';
import { NumberSlab } from './number-slab.js';
import { overlayValue } from './overlay.js';
import type { Sample } from './run-aggregator.js';
import { type KeptState, keepState, readState, restoreState } from './state-snapshot.js';
import type { ForeignFamily } from './thread-messages.js';

export type { ClusterStateOptions } from './family-table.js';

/**
 * The merged metrics of the whole cluster. Depends on the calls below alone: no clock, no I/O.
 * Merging a frame costs what changed, rendering what changed plus one pass over the lines.
 */
export class ClusterState {
  readonly #options: ClusterStateOptions;
  readonly #totals: NumberSlab;
  readonly #families: FamilyTable;
  readonly #merge: FrameMerge;
  readonly #incarnations = new Map<number, Incarnation>();

  constructor(options: ClusterStateOptions, kept?: KeptState) {
    this.#options = options;
    this.#totals = new NumberSlab(kept?.totals);
    this.#families = new FamilyTable(options, this.#totals);
    this.#merge = new FrameMerge(this.#families, this.#totals);
    if (kept) restoreState(kept, this.#families, this.#incarnations);
  }

  /** A state equal to the one that was kept. Throws when the bytes are not of {@link snapshot}. */
  static restore(bytes: Uint8Array, options: ClusterStateOptions): ClusterState {
    return new ClusterState(options, readState(bytes));
  }

  /** The whole state, sums to the last bit, for {@link restore}. */
  snapshot(): Uint8Array {
    return keepState(this.#totals, this.#families.values(), this.#incarnations.values());
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
    if (!this.#incarnations.has(incarnation)) this.#incarnations.set(incarnation, new Incarnation(incarnation, slot));
  }

  /** It is over: what it counted stays, its gauges leave. */
  end(incarnation: number): void {
    const ended = this.#incarnations.get(incarnation);
    if (!ended) return;
    this.#incarnations.delete(incarnation);
    this.#merge.end(ended);
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
  takeForeign(): ForeignFamily[] {
    const foreign: ForeignFamily[] = [];
    for (const family of this.#families.values()) {
      if (!family.isAggregatedElsewhere || !family.changed) continue;
      family.changed = false;
      const { name, aggregator } = family.definition;
      foreign.push({ name, aggregator, groups: aggregatorInput(family) });
    }
    return foreign;
  }

  /** Takes what the aggregator of a foreign family returned; undefined when the app has none of the name. */
  fillIn(name: string, samples: readonly Sample[] | undefined): void {
    const family = this.#families.get(name);
    if (!family?.isAggregatedElsewhere) return;
    if (samples === undefined) this.#families.noteUnknownAggregator(family);
    setAggregatedText(family, samples ?? []);
  }

  /** The page; of some families only, when `names` is given. */
  render({ names }: { readonly names?: ReadonlySet<string> } = {}): string {
    const texts: string[] = [];
    for (const family of this.#families.values()) {
      if (!names || names.has(family.definition.name)) texts.push(familyText(family, this.#totals.values));
    }
    return texts.join('');
  }

  /** What the newest incarnation of a slot says itself, without a `worker` label; empty when none lives. */
  renderWorker(slot: number): string {
    const newest = [...this.#incarnations.values()].filter((incarnation) => incarnation.slot === slot);
    const incarnation = newest.sort((a, b) => b.number - a.number)[0];
    const texts = new Map<MergedFamily, string>();
    for (const contribution of incarnation?.contributions.values() ?? []) {
      const { family } = contribution.series;
      texts.set(family, (texts.get(family) ?? '') + contributionText(contribution));
    }
    return [...texts].map(([family, text]) => (text === '' ? '' : familyHead(family.definition) + text)).join('');
  }

  /** Puts a value known from outside in a worker's series without labels: gauges are set, counters only raised. */
  overlay(incarnation: number, family: string, values: readonly number[]): void {
    const [value] = values;
    if (value === undefined) return;
    for (const contribution of this.#incarnations.get(incarnation)?.contributions.values() ?? []) {
      const {
        labels,
        family: { definition },
      } = contribution.series;
      if (definition.name === family && labels.length === 0 && contribution.stated) {
        overlayValue(contribution, this.#totals.values, value);
      }
    }
  }
}
