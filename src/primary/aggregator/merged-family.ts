import { type FamilyDefinition, type Labels, labelsKey, seriesWidth } from '../../shared/family.js';
import { type LineTemplate, lineTemplates } from './exposition.js';
import type { Membership } from './incarnation.js';
import { MergedSeries } from './merged-series.js';
import type { NumberSlab } from './number-slab.js';
import { isKnownAggregator } from './run-aggregator.js';

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
  readonly lines: readonly LineTemplate[];
  readonly quantiles: readonly LineTemplate[];
  readonly series = new Map<string, MergedSeries>();
  /** Living holders of this definition. */
  readonly members = new Set<Membership>();
  /** Living holders of another one. */
  readonly waiting = new Set<Membership>();
  /** Whether its aggregator is one that the app added to prom-client, which the aggregator's thread has not. */
  readonly isAggregatedElsewhere: boolean;
  /** Whether {@link text} is out of date. */
  changed = true;
  text = '';

  constructor(definition: FamilyDefinition) {
    const { type } = definition;
    this.definition = definition;
    this.rule = mergeRule(definition);
    this.isAggregatedElsewhere = this.rule === 'aggregate' && !isKnownAggregator(definition.aggregator);
    this.width = seriesWidth(definition);
    this.summed = this.rule !== 'total' ? 0 : type === 'summary' ? 2 : this.width;
    this.mayFall = type === 'histogram' ? this.width - 1 : type === 'summary' ? 0 : -1;
    const { lines, quantiles } = lineTemplates(definition);
    this.lines = lines;
    this.quantiles = quantiles;
  }

  /** What tells the series of this family apart, for labels that a slot states. */
  seriesKey(labels: Labels, slot: number): string {
    return this.definition.scope === 'worker' ? `${slot} ${labelsKey(labels)}` : labelsKey(labels);
  }

  /** Makes a series; there is none of this key yet. */
  addSeries(key: string, labels: Labels, slot: number, totals: NumberSlab): MergedSeries {
    const totalsAt = totals.allocate(this.summed * 2);
    const series = new MergedSeries(this, key, labels, this.definition.scope === 'worker' ? slot : undefined, totalsAt);
    this.series.set(key, series);
    return series;
  }

  /** Takes a series off the page, sums and all. */
  dropSeries(series: MergedSeries, totals: NumberSlab): void {
    totals.release(series.totalsAt, this.summed * 2);
    this.series.delete(series.key);
    this.changed = true;
  }
}
