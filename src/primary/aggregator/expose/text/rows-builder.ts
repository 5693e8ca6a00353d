import { PageBytes } from './page-bytes.js';

/**
 * Builds the rows of a family from former rows and new ones, in the order of the page. One builder lives as long as the page and
 * builds one family after the other: if a garbage collection finds no living builder, V8 discards the code that it optimized
 * for builders.
 */
export class RowsBuilder {
  readonly out = new PageBytes();
  prefixBytes = new Uint32Array();
  valueBytes = new Uint8Array();
  #starts = new Uint32Array(1);
  #from = NO_ROWS;
  #lines = 0;
  #rows = 0;
  /** Range of former bytes that wait to be copied. Unchanged rows are mostly neighbours, and are copied together. */
  #runStart = 0;
  #runEnd = 0;

  /** Begins the rows of a family. @param lines number of lines in a row, or 0 if rows hold any text */
  begin(head: string, mostRows: number, lines: number, from: FormerRows): void {
    this.#from = from;
    this.#lines = lines;
    this.#rows = 0;
    this.#runStart = 0;
    this.#runEnd = 0;
    this.#starts = new Uint32Array(mostRows + 1);
    this.prefixBytes = new Uint32Array(mostRows * lines);
    this.valueBytes = new Uint8Array(mostRows * lines);
    this.out.clear();
    this.out.text(head);
  }

  /** Offset of each row, and the end of the last one. */
  get starts(): Uint32Array<ArrayBuffer> {
    return this.#starts.subarray(0, this.#rows + 1);
  }

  /** Adds a former row without a change. @returns the new number of the row, like the methods below */
  keep(row: number): number {
    const { starts, prefixBytes, valueBytes } = this.#from;
    const start = starts[row] ?? 0;
    if (start !== this.#runEnd) {
      this.#copyRun();
      this.#runStart = start;
    }
    this.#runEnd = starts[row + 1] ?? start;
    const to = this.#rows * this.#lines;
    for (let index = 0; index < this.#lines; index++) {
      this.prefixBytes[to + index] = prefixBytes[row * this.#lines + index] ?? 0;
      this.valueBytes[to + index] = valueBytes[row * this.#lines + index] ?? 0;
    }
    return this.#endRow(this.out.length + this.#runEnd - this.#runStart);
  }

  /** Adds a former row with new values. */
  renew(row: number, values: Float64Array): number {
    this.#copyRun();
    const { bytes, starts, prefixBytes, valueBytes } = this.#from;
    const from = row * this.#lines;
    let at = starts[row] ?? 0;
    for (let index = 0; index < this.#lines; index++) {
      const prefixEnd = at + (prefixBytes[from + index] ?? 0);
      this.out.copy(bytes, at, prefixEnd);
      this.#value(index, prefixEnd - at, values[index] ?? 0);
      at = prefixEnd + (valueBytes[from + index] ?? 0) + 1;
    }
    return this.#endRow(this.out.length);
  }

  /** Adds a new row. */
  add(prefixes: readonly string[], values: Float64Array): number {
    this.#copyRun();
    for (const [index, prefix] of prefixes.entries()) {
      const start = this.out.length;
      this.out.text(prefix);
      this.#value(index, this.out.length - start, values[index] ?? 0);
    }
    return this.#endRow(this.out.length);
  }

  /** Adds a row that holds any text. */
  addText(text: string): number {
    this.#copyRun();
    this.out.text(text);
    return this.#endRow(this.out.length);
  }

  /** Ends the rows of a family. To be called once a family. A family without rows has no head either. */
  finish(): void {
    this.#copyRun();
    this.#from = NO_ROWS;
    if (this.#rows === 0) this.out.clear();
  }

  #value(index: number, prefixBytes: number, value: number): void {
    const at = this.#rows * this.#lines + index;
    this.prefixBytes[at] = prefixBytes;
    this.valueBytes[at] = this.out.value(value);
  }

  #copyRun(): void {
    if (this.#rows === 0) this.#starts[0] = this.out.length;
    if (this.#runEnd > this.#runStart) this.out.copy(this.#from.bytes, this.#runStart, this.#runEnd);
    this.#runStart = 0;
    this.#runEnd = 0;
  }

  #endRow(end: number): number {
    this.#starts[this.#rows + 1] = end;
    return this.#rows++;
  }
}

/** The former rows: their offsets, and the lengths of prefixes and values, line by line. */
export interface FormerRows {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly starts: Uint32Array<ArrayBuffer>;
  readonly prefixBytes: Uint32Array<ArrayBuffer>;
  readonly valueBytes: Uint8Array<ArrayBuffer>;
}

const NO_ROWS: FormerRows = {
  bytes: new Uint8Array(),
  starts: new Uint32Array(1),
  prefixBytes: new Uint32Array(),
  valueBytes: new Uint8Array(),
};
