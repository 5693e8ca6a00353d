import { type LabelBytes, labelsFrom } from '../../../shared/frame/label-bytes.js';
import { type FamilyDefinition, type Labels, seriesWidth } from '../../../shared/model/family.js';
import { isKnownAggregator } from '../../protocol/prom-client-aggregation.js';

/** All series of one name, under the definition that stands for the name. Holds no values and knows no format. */
export class MergedFamily {
  readonly definition: FamilyDefinition;
  readonly rule: MergeRule;
  /** How many numbers a series has. */
  readonly width: number;
  /** How many of these numbers, from the first, are kept as sums. */
  readonly summed: number;
  /** Index of the sum that may fall, as a sum of negative observations does; -1 when none may. */
  readonly mayFall: number;
  /** Whether a series is one number that is kept as a sum. */
  readonly isPlain: boolean;
  /** Series numbers by the key that {@link seriesKey} makes, in the order in which formats show them. */
  readonly series = new Map<string, number>();
  /** Whether the app added the aggregator to prom-client: only the main thread, which runs the app's program, has it. */
  readonly isAppAggregated: boolean;
  /**
   * Grows when a series is dropped, or changes while a reader does not know it yet. A reader that sees the same number
   * twice needs to look only at the series that it knows.
   */
  revision = 0;

  constructor(definition: FamilyDefinition) {
    const { type } = definition;
    this.definition = definition;
    this.rule = mergeRule(definition);
    this.isAppAggregated = this.rule === 'aggregate' && !isKnownAggregator(definition.aggregator);
    this.width = seriesWidth(definition);
    this.summed = this.rule !== 'total' ? 0 : type === 'summary' ? 2 : this.width;
    this.mayFall = type === 'histogram' ? this.width - 1 : type === 'summary' ? 0 : -1;
    this.isPlain = this.summed === 1 && this.width === 1;
  }

  /** The key that tells a series apart within this family. @param slot the slot of the worker that defined the series */
  seriesKey(labels: LabelBytes, slot: number): string {
    return this.definition.scope === 'worker' ? `${slot} ${labels}` : labels;
  }

  /** The labels in a key, and the slot, which only series of worker scope have. */
  readKey(key: string): { readonly labels: Labels; readonly slot: number | undefined } {
    if (this.definition.scope !== 'worker') return { labels: labelsFrom(key), slot: undefined };
    const slotEnds = key.indexOf(' ');
    return { labels: labelsFrom(key.slice(slotEnds + 1)), slot: Number(key.slice(0, slotEnds)) };
  }
}

/**
 * How the value of a series comes from the values of its holders. `total`: everything that was ever counted, by ended
 * workers too. `sum`: the sum over the living workers. `newest`: the value of the youngest incarnation. `aggregate`: the
 * result of prom-client's aggregator over the living workers.
 */
export type MergeRule = 'total' | 'sum' | 'newest' | 'aggregate';

/** The rule for a family. */
export function mergeRule({ type, scope, aggregator }: FamilyDefinition): MergeRule {
  if (scope === 'merged' && aggregator !== 'sum') return 'aggregate';
  if (type !== 'gauge' && type !== 'untyped') return 'total';
  return scope === 'merged' ? 'sum' : 'newest';
}
