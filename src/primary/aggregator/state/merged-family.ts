import { type LabelBytes, labelBytesOf, labelsFrom } from '../../../shared/frame/label-bytes.js';
import { type FamilyDefinition, type Labels, seriesWidth, totalsOf } from '../../../shared/model/family.js';
import { isKnownAggregator } from '../../protocol/prom-client-aggregation.js';

/** All series of one name, under the standing definition of the name. A family holds no values and knows no format. */
export class MergedFamily {
  /**
   * The standing definition. Help text and label names of another one take their place when no living worker has these any more. All
   * else, on which the properties below depend, stays.
   */
  definition: FamilyDefinition;
  readonly rule: MergeRule;
  /** How many numbers a series has. */
  readonly width: number;
  /** How many of these numbers, counted from the first one, are sums. */
  readonly summed: number;
  /** Index of the sum that may fall, because observations can be negative. -1 if no sum may fall. */
  readonly mayFall: number;
  /** Whether a series has one number only, and the number is a sum. */
  readonly isPlain: boolean;
  /** What a series has to have in common with a remembered one: name, type, scope and bounds. */
  readonly kind: string;
  /** The numbers of the series by the key that {@link seriesKey} makes, in the order in which formats show them. */
  readonly series = new Map<string, number>();
  /** Whether the app added the aggregator to prom-client. Only the main thread, which runs the app's program, has it then. */
  readonly isAppAggregated: boolean;
  /** Whether the family is one of {@link isInfo}. */
  readonly isInfo: boolean;
  /** The aggregator by which the copies of a series in one worker are merged, where a page shows that worker alone. */
  readonly copyAggregator: string;
  /** Grows when a series is dropped, or changes while not all readers know it: always, in a family that prom-client aggregates. */
  revision = 0;
  /**
   * The `known` bits of the readers that have to look at all series of the family: a series was dropped, or one that the reader
   * does not know has changed. A reader clears its bit once it has looked.
   */
  outdated = 0;

  constructor(definition: FamilyDefinition) {
    const { name, type, scope, bounds } = definition;
    this.kind = [name, type, scope, ...bounds].join(' ');
    this.definition = definition;
    this.rule = mergeRule(definition);
    this.isInfo = isInfo(definition);
    this.copyAggregator = isInfo({ ...definition, scope: 'merged' }) ? 'max' : definition.aggregator;
    this.isAppAggregated = this.rule === 'aggregate' && !this.isInfo && !isKnownAggregator(definition.aggregator);
    this.width = seriesWidth(definition);
    const { summed, mayFall } = totalsOf(definition);
    this.summed = summed;
    this.mayFall = mayFall;
    this.isPlain = this.summed === 1 && this.width === 1;
  }

  /** The key of a series, unique in this family. @param slot the slot of the worker that defined the series */
  seriesKey(labels: LabelBytes, slot: number): string {
    return this.definition.scope === 'worker' ? `${slot} ${labels}` : labels;
  }

  /** Whether the series of a key has labels. */
  hasLabels(key: string): boolean {
    return key !== this.seriesKey(NO_LABELS, Number.parseInt(key, 10));
  }

  /** The labels in a key, and the slot. Only series of worker scope have a slot. */
  readKey(key: string): { readonly labels: Labels; readonly slot: number | undefined } {
    if (this.definition.scope !== 'worker') return { labels: labelsFrom(key), slot: undefined };
    const slotEnds = key.indexOf(' ');
    return { labels: labelsFrom(key.slice(slotEnds + 1)), slot: Number(key.slice(0, slotEnds)) };
  }
}

const NO_LABELS = labelBytesOf([]);

/**
 * How the value of a series is computed from the values of its holders. `total`: everything that was ever counted, including
 * the counts of ended workers. `sum`: the sum over the living workers. `newest`: the value of the newest incarnation.
 * `aggregate`: the result of prom-client's aggregator over the living workers, or of {@link isInfo} families.
 */
export type MergeRule = 'total' | 'sum' | 'newest' | 'aggregate';

/** Chooses the rule of a family by its definition. */
export function mergeRule(definition: FamilyDefinition): MergeRule {
  const { type, scope, aggregator } = definition;
  if ((scope === 'merged' && aggregator !== 'sum') || isInfo(definition)) return 'aggregate';
  if (type !== 'gauge' && type !== 'untyped') return 'total';
  return scope === 'merged' ? 'sum' : 'newest';
}

/**
 * Whether a family tells by its labels what runs, with the value 1 in every worker, as `build_info` does. prom-client sums a gauge whose
 * aggregator nobody chose, and 1 from each of four workers is still one program. So the sum is only taken if a value is not 1.
 */
export function isInfo({ name, type, scope, aggregator }: FamilyDefinition): boolean {
  const isGauge = type === 'gauge' || type === 'untyped';
  return isGauge && scope === 'merged' && aggregator === 'sum' && name.endsWith('_info');
}
