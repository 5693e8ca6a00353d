import { unexpected } from '../../shared/basics/described-value.js';
import { isRecord } from '../../shared/basics/unknown-values.js';
import {
  boundLabelOf,
  canonicalLabels,
  type FamilyDefinition,
  isLabelName,
  type Labels,
} from '../../shared/model/family.js';
import { suffixedNames } from '../../shared/model/sample-names.js';
import { boundOf } from '../../shared/sampling/metric/sample.js';

/**
 * Copies the samples of one family into plain values, and checks that a page can have them. An aggregator of the app may return
 * anything: also values that no other thread can receive, that throw when they are read, or that change later.
 */
export class SampleCopier {
  readonly #family: string;
  readonly #boundLabel: 'le' | 'quantile' | undefined;
  readonly #names: ReadonlyMap<string, boolean>;

  constructor({ name, type }: Pick<FamilyDefinition, 'name' | 'type'>) {
    this.#family = name;
    this.#boundLabel = boundLabelOf(type);
    this.#names = sampleNames(name, type);
  }

  /** Copies a sample. Throws with the reason in words if no page can have the sample, and whatever reading the sample throws. */
  copy(given: unknown): AggregatedSample {
    if (!isRecord(given)) throw unexpected('a sample to be an object', given);
    // Each property is read once, because a getter can return something else the next time. Further properties are not read.
    const { metricName: name = this.#family, labels, value } = given;
    const isBounded = typeof name === 'string' ? this.#names.get(name) : undefined;
    if (typeof name !== 'string' || isBounded === undefined)
      throw unexpected(`the \`metricName\` of a sample to be ${[...this.#names.keys()].join(' or ')}`, name);
    if (typeof value !== 'number') throw unexpected('the `value` of a sample to be a number', value);
    const copied = copyLabels(labels);
    const bound = this.#boundLabel === undefined ? [] : this.#takeBound(name, copied, this.#boundLabel, isBounded);
    return { name, labels: [...canonicalLabels(copied), ...bound], value };
  }

  /** Takes the bound out of labels. Returns it as a label, as the bounds of all other families are written. */
  #takeBound(name: string, labels: LabelCopy[], boundLabel: string, isBounded: boolean): LabelCopy[] {
    const at = labels.findIndex(([label]) => label === boundLabel);
    if (at >= 0 && !isBounded) throw new TypeError(`it returned a label \`${boundLabel}\` for ${name}`);
    if (!isBounded) return [];
    const bound = at < 0 ? undefined : labels.splice(at, 1)[0]?.[1];
    const number = boundOf(bound);
    if (number === undefined) throw unexpected(`the label \`${boundLabel}\` of ${name} to be a number`, bound);
    return [[boundLabel, number === Number.POSITIVE_INFINITY ? '+Inf' : String(number + 0)]];
  }
}

/** One sample that an aggregator made, in plain values. */
export interface AggregatedSample {
  /** The family's name, with `_bucket`, `_sum` or `_count` if the sample has such a suffix. */
  readonly name: string;
  /** The labels as `canonicalLabels` makes them, and then `le` or `quantile` if the sample has such a bound. */
  readonly labels: Labels;
  readonly value: number;
}

/** The names that samples of a family can have, and whether samples of a name have the bound label of the family's type. */
function sampleNames(name: string, type: FamilyDefinition['type']): ReadonlyMap<string, boolean> {
  if (type === 'histogram') return new Map(suffixedNames(name, type).map((each) => [each, each === `${name}_bucket`]));
  return new Map([[name, type === 'summary'], ...suffixedNames(name, type).map((each) => [each, false] as const)]);
}

type LabelCopy = [name: string, value: string];

function copyLabels(given: unknown): LabelCopy[] {
  if (given === undefined || given === null) return [];
  // A Map would be read as no labels at all, and an array as labels that are numbers.
  if (!isRecord(given) || Object.prototype.toString.call(given) !== '[object Object]')
    throw unexpected('`labels` of a sample to be an object of names and values', given);
  const labels: LabelCopy[] = [];
  for (const [name, value] of Object.entries(given)) {
    // Such a label is no part of a series for prom-client either.
    if (value === undefined) continue;
    if (!isLabelName(name)) throw unexpected('the name of a label to be one that Prometheus allows', name);
    labels.push([name, labelValue(name, value)]);
  }
  return labels;
}

function labelValue(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  const isPlain =
    value === null || typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean';
  if (!isPlain) throw unexpected(`the label \`${name}\` of a sample to be a string or a number`, value);
  return String(value);
}
