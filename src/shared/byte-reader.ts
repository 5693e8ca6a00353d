/** The longest varint: 8 bytes hold 56 bits. */
const MAX_VARINT_BYTES = 8;

/** Thrown by {@link ByteReader} when bytes do not hold what is asked for; caught where the frame is decoded. */
export class MalformedBytes extends Error {}

/** Reads the primitives that `ByteWriter` wrote, and never past the end of the bytes. */
export class ByteReader {
  readonly #bytes: Buffer;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** How many bytes are not read yet. */
  get remaining(): number {
    return this.#bytes.length - this.#offset;
  }

  /** Reads one byte. */
  u8(): number {
    const byte = this.#bytes[this.#offset++];
    if (byte === undefined) throw new MalformedBytes('the bytes end too early');
    return byte;
  }

  /** Reads two bytes, little-endian. */
  u16(): number {
    return this.#bytes.readUInt16LE(this.#skip(2));
  }

  /** Reads four bytes, little-endian. */
  u32(): number {
    return this.#bytes.readUInt32LE(this.#skip(4));
  }

  /** Reads a double from eight bytes, little-endian. */
  f64(): number {
    return this.#bytes.readDoubleLE(this.#skip(8));
  }

  /** Reads a LEB128 integer up to 2^53. */
  varint(): number {
    return this.#varintFrom(this.u8());
  }

  /** Reads a number written by `ByteWriter.value`. */
  value(): number {
    const first = this.u8();
    if (first === 1) return this.f64();
    if (first % 2 === 1) throw new MalformedBytes('unknown kind of value');
    return this.#varintFrom(first) / 2;
  }

  /** Reads a string; bytes that are no UTF-8 become U+FFFD. */
  string(): string {
    const byteLength = this.varint();
    const start = this.#skip(byteLength);
    return this.#bytes.toString('utf8', start, start + byteLength);
  }

  /** Reads a number of things to come, each of at least one byte: so no count can ask for memory that no byte stands for. */
  count(): number {
    const count = this.varint();
    if (count > this.remaining) throw new MalformedBytes('a count is larger than the rest of the bytes');
    return count;
  }

  #varintFrom(first: number): number {
    let value = first & 0x7f;
    let byte = first;
    let scale = 0x80;
    for (let read = 1; byte >= 0x80; read++) {
      if (read === MAX_VARINT_BYTES) throw new MalformedBytes('an integer is too long');
      byte = this.u8();
      value += (byte & 0x7f) * scale;
      scale *= 0x80;
    }
    if (value > Number.MAX_SAFE_INTEGER) throw new MalformedBytes('an integer is too large');
    return value;
  }

  #skip(byteLength: number): number {
    const start = this.#offset;
    if (byteLength > this.remaining) throw new MalformedBytes('the bytes end too early');
    this.#offset += byteLength;
    return start;
  }
}
