/** What a {@link NumberSlab} is kept and restored as. */
export interface SlabState {
  readonly values: Float64Array;
  readonly free: ReadonlyMap<number, number[]>;
}

/** Runs of numbers in one growing Float64Array: an object for each would cost ten times the memory. */
export class NumberSlab {
  /** Replaced when it grows: read it anew after {@link allocate}. */
  values: Float64Array<ArrayBuffer>;
  /** The same memory, two whole numbers in the place of each: those of `values[at]` are `words[at * 2]` and the next. */
  words: Int32Array<ArrayBuffer>;
  #used: number;
  readonly #free: Map<number, number[]>;

  constructor(state?: SlabState) {
    this.values = state ? new Float64Array(state.values) : new Float64Array(64);
    this.words = new Int32Array(this.values.buffer);
    this.#used = state ? state.values.length : 0;
    this.#free = new Map([...(state?.free ?? [])].map(([width, offsets]) => [width, [...offsets]]));
  }

  /** @returns where a run of `width` zeros begins */
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

  /** Gives a run back. */
  release(offset: number, width: number): void {
    const offsets = this.#free.get(width);
    if (offsets) offsets.push(offset);
    else this.#free.set(width, [offset]);
  }

  /** The numbers in use, as a view. */
  get used(): Float64Array {
    return this.values.subarray(0, this.#used);
  }

  /** Runs that were given back, by their width. */
  get free(): SlabState['free'] {
    return this.#free;
  }

  #grow(): void {
    const grown = new Float64Array(Math.max(this.#used, this.values.length * 2));
    grown.set(this.values);
    this.values = grown;
    this.words = new Int32Array(grown.buffer);
  }
}
