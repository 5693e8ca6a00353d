import { LONGEST_VALUE, writeValue } from './value-bytes.js';

/** A buffer that grows, in which the parts of a page are built, one family after the other. */
export class PageBytes {
  #bytes = Buffer.allocUnsafeSlow(4096);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  clear(): void {
    this.#length = 0;
  }

  text(text: string): void {
    // UTF-8 takes at most three bytes for each code unit of UTF-16.
    this.#reserve(text.length * 3);
    this.#length += this.#bytes.write(text, this.#length);
  }

  copy(from: Uint8Array, start: number, end: number): void {
    this.#reserve(end - start);
    if (end - start > SHORT_COPY_BYTES) this.#bytes.set(from.subarray(start, end), this.#length);
    else copyShort(from, start, end, this.#bytes, this.#length);
    this.#length += end - start;
  }

  /** Writes the value of a line, and ends the line. @returns how many bytes the value takes */
  value(value: number): number {
    this.#reserve(LONGEST_VALUE + 1);
    const end = writeValue(this.#bytes, this.#length, value);
    const byteLength = end - this.#length;
    this.#bytes[end] = NEWLINE;
    this.#length = end + 1;
    return byteLength;
  }

  /** Copies the bytes into `target`, or into a new array if `target` is too short, or more than twice as long as needed. */
  copyTo(target: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    const isFitting = this.#length <= target.length && this.#length * 2 >= target.length;
    const room = isFitting ? target : new Uint8Array(Math.ceil(this.#length * 1.1));
    room.set(this.#bytes.subarray(0, this.#length));
    return room;
  }

  #reserve(byteLength: number): void {
    const needed = this.#length + byteLength;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(needed * 2);
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}

/** Number of bytes up to which a copy is made byte by byte. A call of `set` costs as much as the copy of these bytes. */
const SHORT_COPY_BYTES = 128;
const NEWLINE = 10;

function copyShort(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): void {
  const shift = at - start;
  for (let index = start; index < end; index++) to[index + shift] = from[index] ?? 0;
}
