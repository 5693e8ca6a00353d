import type { RowsBuilder } from './rows-builder.js';
import { overwriteValue } from './value-bytes.js';

/**
 * A family's part of the page as bytes: its head, and a row of one or more lines for each series. Prefixes are in here
 * and nowhere else, so a changed value is written into its line, and only where its length changed the rows move.
 */
export class PageRows {
  /** Lines of a row; 0 when rows are of any text, and can only be replaced as a whole. */
  readonly #lines: number;
  #bytes = new Uint8Array();
  /** Where rows begin, and the last one ends. */
  #starts = new Uint32Array(1);
  /** How long prefixes and values are, line by line. */
  #prefixBytes = new Uint32Array();
  #valueBytes = new Uint8Array();

  constructor(lines: number) {
    this.#lines = lines;
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#starts.at(-1));
  }

  /** Puts in new values; claims that each takes as many bytes as the one before. Else the row must be replaced. */
  overwrite(row: number, values: Float64Array): boolean {
    let at = this.#starts[row] ?? 0;
    const first = row * this.#lines;
    for (let index = 0; index < this.#lines; index++) {
      const valueBytes = this.#valueBytes[first + index] ?? 0;
      at += this.#prefixBytes[first + index] ?? 0;
      if (!overwriteValue(this.#bytes, at, valueBytes, values[index] ?? 0)) return false;
      at += valueBytes + 1;
    }
    return this.#lines > 0;
  }

  /** Has `builder` begin to put the rows together anew, at most so many. */
  rebuild(head: string, rowCount: number, builder: RowsBuilder): void {
    builder.begin(head, rowCount, this.#lines, {
      bytes: this.#bytes,
      starts: this.#starts,
      prefixBytes: this.#prefixBytes,
      valueBytes: this.#valueBytes,
    });
  }

  /** Takes over what was put together. */
  replace(builder: RowsBuilder): void {
    builder.finish();
    const { out, starts, prefixBytes, valueBytes } = builder;
    this.#bytes = out.copyTo(this.#bytes);
    this.#starts = starts;
    this.#prefixBytes = prefixBytes;
    this.#valueBytes = valueBytes;
  }
}
