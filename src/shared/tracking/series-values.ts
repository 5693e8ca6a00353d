/** The numbers of all series in one growable array; a series has as many in a row as its family is wide. */
export class SeriesValues {
  readonly #freeOffsets = new Map<number, number[]>();
  #values = new Float64Array(1024);
  #length = 0;

  /** The array itself, until the next {@link allocate}. */
  get array(): Float64Array {
    return this.#values;
  }

  /** Finds room for `width` numbers and says where. */
  allocate(width: number): number {
    const free = this.#freeOffsets.get(width)?.pop();
    if (free !== undefined) return free;
    const offset = this.#length;
    this.#length += width;
    if (this.#length > this.#values.length) this.#grow();
    return offset;
  }

  /** Gives room back. */
  free(offset: number, width: number): void {
    const offsets = this.#freeOffsets.get(width);
    if (offsets) offsets.push(offset);
    else this.#freeOffsets.set(width, [offset]);
  }

  /** Copies `values[from]` and on to `offset`; claims that one differed, where NaN equals NaN and 0 differs from -0. */
  replace(offset: number, width: number, values: ArrayLike<number>, from: number): boolean {
    let isChanged = false;
    for (let index = 0; index < width; index++) {
      const value = values[from + index] ?? Number.NaN;
      if (Object.is(this.#values[offset + index], value)) continue;
      this.#values[offset + index] = value;
      isChanged = true;
    }
    return isChanged;
  }

  #grow(): void {
    const grown = new Float64Array(Math.max(this.#length, this.#values.length * 2));
    grown.set(this.#values);
    this.#values = grown;
  }
}
