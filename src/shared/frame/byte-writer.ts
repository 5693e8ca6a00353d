/**
 * Writes the primitives of a frame into a buffer that grows. `ByteReader` reads them. One writer lives long and writes one
 * frame after another: if a garbage collection finds no living writer, V8 discards the code that it optimized for writers.
 */
export class ByteWriter {
  #bytes = Buffer.allocUnsafe(INITIAL_BYTES);
  #length = 0;

  /** Number of bytes that were written. */
  get length(): number {
    return this.#length;
  }

  /** Begins to write from offset 0 again. Views that {@link view} returned are no longer valid. */
  clear(): void {
    this.#length = 0;
    if (this.#bytes.length > MOST_KEPT_BYTES) this.#bytes = Buffer.allocUnsafe(INITIAL_BYTES);
  }

  /** Writes one byte. */
  u8(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  /** Writes two bytes, little-endian. */
  u16(value: number): void {
    this.#reserve(2);
    this.#length = this.#bytes.writeUInt16LE(value & 0xffff, this.#length);
  }

  /** Writes four bytes, little-endian, at the end or over the bytes at offset `at`. */
  u32(value: number, at = this.#length): void {
    this.#reserve(4);
    const end = this.#bytes.writeUInt32LE(value >>> 0, at);
    this.#length = Math.max(this.#length, end);
  }

  /** Writes a double in eight bytes, little-endian. */
  f64(value: number): void {
    this.#reserve(8);
    this.#length = this.#bytes.writeDoubleLE(value, this.#length);
  }

  /** Writes a non-negative integer up to 2^53 as LEB128. */
  varint(value: number): void {
    this.#reserve(8);
    let rest = value;
    // Bit operations would cut the number to 32 bits.
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) + 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  /** Writes any number exactly, also NaN, the infinities and -0. */
  value(value: number): void {
    if (Number.isInteger(value) && value >= 0 && value < INTEGER_LIMIT && !Object.is(value, -0)) {
      this.varint(value * 2);
      return;
    }
    this.u8(1);
    this.f64(value);
  }

  /** Writes a string as its length in bytes, followed by its UTF-8. */
  string(value: string): void {
    const byteLength = Buffer.byteLength(value);
    this.varint(byteLength);
    this.#reserve(byteLength);
    this.#length += this.#bytes.write(value, this.#length);
  }

  /** Returns a view of the bytes that were written. The view is valid until the next write. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Returns the bytes that were written as a string with one character for each byte. */
  characters(): string {
    return this.#bytes.toString('latin1', 0, this.#length);
  }

  #reserve(byteLength: number): void {
    const needed = this.#length + byteLength;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}

/** Limit of whole numbers that are written as varints of twice their value. The lowest bit of the first byte is 0 for these only. */
const INTEGER_LIMIT = 2 ** 52;
const INITIAL_BYTES = 1024;
/** Maximum length of a buffer that is used again. */
const MOST_KEPT_BYTES = 64 * 1024;
