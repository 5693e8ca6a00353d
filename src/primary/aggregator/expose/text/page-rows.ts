import type { RowsBuilder } from './rows-builder.js';
import { overwriteValue } from './value-bytes.js';

/**
 * A family's part of the page as bytes: its head, and a row of one or more lines for each series. No other place holds the
 * prefixes of the lines. A changed value is written into its line. Rows move only if the length of a value changed.
 */
export class PageRows {
  /** Number of lines in a row. 0 if rows hold any text, and can only be replaced as a whole. */
  readonly #lines: number;
  #bytes = new Uint8Array();
  /** Offset of each row, and the end of the last one. */
  #starts = new Uint32Array(1);
  /** Lengths of the prefixes and of the values, line by line. */
  #prefixBytes = new Uint32Array();
  #valueBytes = new Uint8Array();

  constructor(lines: number) {
    this.#lines = lines;
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#starts.at(-1));
  }

  /**
   * Writes new values over those of a row.
   * @returns whether each value has as many bytes as the old one. If not, the row has to be replaced
   */
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

  /** Begins to build the rows anew in `builder`. @param rowCount maximum number of rows */
  rebuild(head: string, rowCount: number, builder: RowsBuilder): void {
    builder.begin(head, rowCount, this.#lines, {
      bytes: this.#bytes,
      starts: this.#starts,
      prefixBytes: this.#prefixBytes,
      valueBytes: this.#valueBytes,
    });
  }

  /** Replaces all rows by those that the builder has built. */
  replace(builder: RowsBuilder): void {
    builder.finish();
    const { out, starts, prefixBytes, valueBytes } = builder;
    this.#bytes = out.copyTo(this.#bytes);
    this.#starts = starts;
    this.#prefixBytes = prefixBytes;
    this.#valueBytes = valueBytes;
  }
}
