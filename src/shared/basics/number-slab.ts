import { grown } from './grown.js';

/** Runs of numbers in one growing Float64Array. An object for each run would cost ten times the memory. */
export class NumberSlab {
  /** The numbers of all runs. Another array takes its place when it grows: read this property anew after {@link allocate}. */
  values: Float64Array<ArrayBuffer>;
  /** The memory of {@link values} as 32-bit integers: `words[at * 2]` and `words[at * 2 + 1]` share the bytes of `values[at]`. */
  words: Int32Array<ArrayBuffer>;
  #used: number;
  readonly #free: Map<number, number[]>;

  /**
   * @param state the numbers and free runs of a slab from a checkpoint
   * @param initialLength how many numbers a new slab has room for before it grows
   */
  constructor(state?: SlabState, initialLength = INITIAL_LENGTH) {
    this.values = state ? new Float64Array(state.values) : new Float64Array(initialLength);
    this.words = new Int32Array(this.values.buffer);
    this.#used = state ? state.values.length : 0;
    this.#free = new Map([...(state?.free ?? [])].map(([width, offsets]) => [width, [...offsets]]));
  }

  /**
   * Finds room for a run of `width` numbers and sets them to 0.
   * @returns the run's offset in {@link values}
   */
  allocate(width: number): number {
    const reused = this.#free.get(width)?.pop();
    if (reused !== undefined) {
      this.values.fill(0, reused, reused + width);
      return reused;
    }
    const offset = this.#used;
    this.#used += width;
    if (this.#used > this.values.length) this.#grow();
    return offset;
  }

  /** Frees a run: the next {@link allocate} of the same width reuses the room. */
  release(offset: number, width: number): void {
    const offsets = this.#free.get(width);
    if (offsets) offsets.push(offset);
    else this.#free.set(width, [offset]);
  }

  /** A view of the numbers up to the end of the last run. */
  get used(): Float64Array {
    return this.values.subarray(0, this.#used);
  }

  /** The offsets of released runs by the width of the runs. */
  get free(): SlabState['free'] {
    return this.#free;
  }

  #grow(): void {
    this.values = grown(this.values, new Float64Array(Math.max(this.#used, this.values.length * 2)));
    this.words = new Int32Array(this.values.buffer);
  }
}

const INITIAL_LENGTH = 64;

/** The form of a {@link NumberSlab} in a checkpoint. */
export interface SlabState {
  /** The numbers up to the end of the last run. */
  readonly values: Float64Array;
  /** The offsets of released runs by the width of the runs. */
  readonly free: ReadonlyMap<number, number[]>;
}
