/** The numbers of a family's series as one sweep finds them, sample by sample. */
export class SampleStaging {
  readonly #width: number;
  readonly #freeOffsets: number[] = [];
  #values: Float64Array;
  /** For each number the sweep that found it last. */
  #sweeps: Uint32Array;
  #length = 0;
  #sweep = 0;

  /** @param width how many numbers a series has */
  constructor(width: number) {
    this.#width = width;
    this.#values = new Float64Array(width * 4);
    this.#sweeps = new Uint32Array(width * 4);
  }

  /** The numbers found; those of a series begin at its offset. */
  get values(): Float64Array {
    return this.#values;
  }

  /** Begins a sweep: nothing is found yet. */
  begin(): void {
    this.#sweep++;
  }

  /** Makes room for a series and says where. */
  allocate(): number {
    const offset = this.#freeOffsets.pop();
    if (offset !== undefined) return offset;
    this.#length += this.#width;
    if (this.#length > this.#values.length) this.#grow();
    return this.#length - this.#width;
  }

  /** Gives the room of a series back. */
  free(offset: number): void {
    this.#freeOffsets.push(offset);
  }

  /** Takes a number; one that this sweep found already is added to, or replaced. */
  put(at: number, value: number, isAdditive: boolean): void {
    const isFirst = this.#sweeps[at] !== this.#sweep;
    this.#sweeps[at] = this.#sweep;
    this.#values[at] = isFirst || !isAdditive ? value : (this.#values[at] ?? 0) + value;
  }

  /** How many of a series' numbers this sweep found. */
  foundAt(offset: number): number {
    let found = 0;
    for (let at = offset; at < offset + this.#width; at++) if (this.#sweeps[at] === this.#sweep) found++;
    return found;
  }

  #grow(): void {
    const values = new Float64Array(this.#length * 2);
    const sweeps = new Uint32Array(this.#length * 2);
    values.set(this.#values);
    sweeps.set(this.#sweeps);
    this.#values = values;
    this.#sweeps = sweeps;
  }
}
