/** Numbers below this are written as varints of twice their size; the bit gained tells them from other numbers. */
const INTEGER_LIMIT = 2 ** 52;
const INITIAL_BYTES = 1024;
/** A longer buffer is let go of once it was used. */
const MOST_KEPT_BYTES = 64 * 1024;

/**
 * Writes the primitives of a frame into bytes that grow as needed. {@link ByteReader} reads them back. Meant to live long:
 * when a collection finds no writer alive, V8 throws all code away that was optimized for one.
 */
export class ByteWriter {
  #bytes = Buffer.allocUnsafe(INITIAL_BYTES);
  #length = 0;

  /** How many bytes were written. */
  get length(): number {
    return this.#length;
  }

  /** Begins anew; views of what was written are outdated. */
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

  /** Writes four bytes, little-endian; `at` overwrites what is there already. */
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
    // Bit operations would cut to 32 bits.
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) + 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  /** Writes any number exactly: NaN, infinities and -0 too. */
  value(value: number): void {
    if (Number.isInteger(value) && value >= 0 && value < INTEGER_LIMIT && !Object.is(value, -0)) {
      this.varint(value * 2);
      return;
    }
    this.u8(1);
    this.f64(value);
  }

  /** Writes a string as its length in bytes and UTF-8. */
  string(value: string): void {
    const byteLength = Buffer.byteLength(value);
    this.varint(byteLength);
    this.#reserve(byteLength);
    this.#length += this.#bytes.write(value, this.#length);
  }

  /** What was written so far, as a view that the next write may outdate. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** What was written so far, as a string of as many characters as bytes. */
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
