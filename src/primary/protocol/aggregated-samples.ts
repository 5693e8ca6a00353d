import { type FamilyDefinition, labelsKey } from '../../shared/model/family.js';
import { type AggregatedSample, SampleCopier } from './sample-copier.js';

/**
 * Copies of the samples that an aggregator returned for one family. They are checked as a whole: there are not too many of them, and
 * no two of them would be one series for Prometheus.
 */
export class AggregatedSamples {
  readonly samples: AggregatedSample[] = [];
  readonly #copier: SampleCopier;
  readonly #maxSamples: number;
  readonly #seen = new Set<string>();
  #characters = 0;

  /** @param shared number of samples that the aggregator got. It may return as many, or {@link MAX_SAMPLES} if that is more */
  constructor(family: Pick<FamilyDefinition, 'name' | 'type'>, shared: number) {
    this.#copier = new SampleCopier(family);
    this.#maxSamples = Math.max(shared, MAX_SAMPLES);
  }

  /** Adds samples. Throws with the reason in words if one of them cannot be on a page. */
  add(samples: readonly unknown[]): void {
    const { length } = samples;
    if (!(this.samples.length + length <= this.#maxSamples))
      throw new RangeError(`it returned more than ${this.#maxSamples} samples`);
    for (let index = 0; index < length; index++) this.#add(this.#copier.copy(samples[index]));
  }

  #add(sample: AggregatedSample): void {
    const { name, labels } = sample;
    const key = `${name} ${labelsKey(labels)}`;
    this.#characters += key.length;
    if (this.#characters > MAX_CHARACTERS)
      throw new RangeError(`its samples have more than ${MAX_CHARACTERS} characters`);
    if (this.#seen.has(key)) throw new TypeError(`it returned ${name} twice with the same labels`);
    this.#seen.add(key);
    this.samples.push(sample);
  }
}

/** Number of samples that any aggregator may return for a family. */
export const MAX_SAMPLES = 100_000;

/** Maximum number of characters in the names and labels of a family. V8 makes no text of more than 512 Mi characters. */
const MAX_CHARACTERS = 64 * 1024 * 1024;
