import { NumberSlab } from '../basics/number-slab.js';

/** The last numbers of all series that a tracker knows. The numbers of one series stand side by side. */
export class SeriesValues {
  readonly #slab = new NumberSlab();

  /** The numbers of all series. Read this property anew after {@link allocate}. */
  get array(): Float64Array {
    return this.#slab.values;
  }

  /** Finds room for a series of `width` numbers, and returns its offset in {@link array}. */
  allocate(width: number): number {
    return this.#slab.allocate(width);
  }

  /** Frees the room of a series for another series of the same width. */
  free(offset: number, width: number): void {
    this.#slab.release(offset, width);
  }

  /**
   * Copies `width` numbers from `values[from]` on to `offset`.
   * @returns whether one of the numbers differed. NaN equals NaN, and 0 differs from -0
   */
  replace(offset: number, width: number, values: ArrayLike<number>, from: number): boolean {
    const known = this.#slab.values;
    let isChanged = false;
    for (let index = 0; index < width; index++) {
      const value = values[from + index] ?? Number.NaN;
      if (Object.is(known[offset + index], value)) continue;
      known[offset + index] = value;
      isChanged = true;
    }
    return isChanged;
  }
}
