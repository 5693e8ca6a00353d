import { grown } from '../../basics/grown.js';
import { NumberSlab } from '../../basics/number-slab.js';

/** The numbers of a family's series as one sweep finds them, sample by sample. */
export class SampleStaging {
  readonly #width: number;
  readonly #slab: NumberSlab;
  /** The number of the sweep that found each number of the slab last. */
  #sweeps: Uint32Array;
  #sweep = 0;

  /** @param width how many numbers a series has */
  constructor(width: number) {
    this.#width = width;
    this.#slab = new NumberSlab(undefined, width * INITIAL_SERIES);
    this.#sweeps = new Uint32Array(width * INITIAL_SERIES);
  }

  /** The numbers that sweeps found. Those of a series begin at the series' offset. */
  get values(): Float64Array {
    return this.#slab.values;
  }

  /** Begins a sweep, which has found no number yet. */
  begin(): void {
    this.#sweep++;
  }

  /** Finds room for a series, and returns its offset. */
  allocate(): number {
    const offset = this.#slab.allocate(this.#width);
    const { length } = this.#slab.values;
    if (length > this.#sweeps.length) this.#sweeps = grown(this.#sweeps, new Uint32Array(length));
    return offset;
  }

  /** Frees the room of a series for another one. */
  free(offset: number): void {
    this.#slab.release(offset, this.#width);
  }

  /** Stores a number. A number that this sweep has found already is added to if it is additive, else replaced. */
  put(at: number, value: number, isAdditive: boolean): void {
    const { values } = this.#slab;
    const isFirst = this.#sweeps[at] !== this.#sweep;
    this.#sweeps[at] = this.#sweep;
    values[at] = isFirst || !isAdditive ? value : (values[at] ?? 0) + value;
  }

  /** Counts the numbers of a series that this sweep has found. */
  foundAt(offset: number): number {
    let found = 0;
    for (let at = offset; at < offset + this.#width; at++) if (this.#sweeps[at] === this.#sweep) found++;
    return found;
  }
}

/** Number of series for which a staging has room from the beginning: many families have few. */
const INITIAL_SERIES = 4;
