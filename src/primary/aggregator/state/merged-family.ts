import { type LabelBytes, labelsFrom } from '../../../shared/frame/label-bytes.js';
import { type FamilyDefinition, type Labels, seriesWidth } from '../../../shared/model/family.js';
import { isKnownAggregator } from '../../protocol/prom-client-aggregation.js';
import { PageRows } from '../expose/text/page-rows.js';
import { type LineTemplate, lineTemplates } from '../expose/text/text-format.js';

/**
 * How a series comes from what its holders say. `total`: everything ever counted, by the ended ones too.
 * `sum`: the sum over the living. `newest`: what the youngest says. `aggregate`: as prom-client's aggregator does.
 */
export type MergeRule = 'total' | 'sum' | 'newest' | 'aggregate';

/** The rule for a family. */
export function mergeRule({ type, scope, aggregator }: FamilyDefinition): MergeRule {
  if (scope === 'merged' && aggregator !== 'sum') return 'aggregate';
  if (type !== 'gauge' && type !== 'untyped') return 'total';
  return scope === 'merged' ? 'sum' : 'newest';
}

/** All series of one name, under the definition that stands for it. */
export class MergedFamily {
  readonly definition: FamilyDefinition;
  readonly rule: MergeRule;
  /** Numbers of a series. */
  readonly width: number;
  /** How many of them, from the first, are kept as sums. */
  readonly summed: number;
  /** Which of the sums may fall, as a sum of negative observations does; -1 when none. */
  readonly mayFall: number;
  /** Whether a series is one number, kept as a sum. */
  readonly isPlain: boolean;
  readonly lines: readonly LineTemplate[];
  readonly quantiles: readonly LineTemplate[];
  /** The numbers of its series by their keys, in the order of the page. */
  readonly series = new Map<string, number>();
  /** Whether its aggregator is one that the app added to prom-client, which the aggregator's thread has not. */
  readonly isAggregatedElsewhere: boolean;
  /** Whether its part of the page must be put together anew, not only some of its rows. */
  changed = true;
  /** Which series its rows are of; empty once one of them was dropped, until the rows are put together anew. */
  shown = new Int32Array();
  readonly rows: PageRows;

  constructor(definition: FamilyDefinition) {
    const { type } = definition;
    this.definition = definition;
    this.rule = mergeRule(definition);
    this.isAggregatedElsewhere = this.rule === 'aggregate' && !isKnownAggregator(definition.aggregator);
    this.width = seriesWidth(definition);
    this.summed = this.rule !== 'total' ? 0 : type === 'summary' ? 2 : this.width;
    this.mayFall = type === 'histogram' ? this.width - 1 : type === 'summary' ? 0 : -1;
    this.isPlain = this.summed === 1 && this.width === 1;
    const { lines, quantiles } = lineTemplates(definition);
    this.lines = lines;
    this.quantiles = quantiles;
    this.rows = new PageRows(this.rule === 'aggregate' || quantiles.length > 0 ? 0 : lines.length);
  }

  /** What tells the series of this family apart, for labels that a slot states. */
  seriesKey(labels: LabelBytes, slot: number): string {
    return this.definition.scope === 'worker' ? `${slot} ${labels}` : labels;
  }

  /** The labels that a key was made of, and the slot, which only series of worker scope have. */
  readKey(key: string): { readonly labels: Labels; readonly slot: number | undefined } {
    if (this.definition.scope !== 'worker') return { labels: labelsFrom(key), slot: undefined };
    const slotEnds = key.indexOf(' ');
    return { labels: labelsFrom(key.slice(slotEnds + 1)), slot: Number(key.slice(0, slotEnds)) };
  }
}
