/**
 * Reads the primitives that `ByteWriter` wrote, and never reads past the given end. One reader lives long and is opened for
 * one frame after another: if a garbage collection finds no living reader, V8 discards the code that it optimized for readers.
 */
export class ByteReader {
  bytes: Uint8Array = new Uint8Array();
  view: DataView = new DataView(this.bytes.buffer);
  /** The offset at which reading has to stop. */
  end = 0;
  /** The offset of the next byte to read. */
  offset = 0;
  /** The same bytes as a Buffer. Few frames have strings, and making the Buffer costs as much as reading a small frame. */
  #strings: Buffer | undefined;

  /** Begins to read the bytes from offset `start` up to offset `end`. */
  open(bytes: Uint8Array, start: number, end: number): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.offset = start;
    this.end = end;
    this.#strings = undefined;
  }

  /** Number of bytes that are not read yet. */
  get remaining(): number {
    return this.end - this.offset;
  }

  /** Reads one byte. */
  u8(): number {
    return this.view.getUint8(this.#skip(1));
  }

  /** Reads a double of eight bytes, little-endian. */
  f64(): number {
    return this.view.getFloat64(this.#skip(8), true);
  }

  /** Reads a LEB128 integer up to 2^53. */
  varint(): number {
    const first = this.u8();
    return first < 0x80 ? first : this.#varintFrom(first);
  }

  /** Reads a number written by `ByteWriter.value`. */
  value(): number {
    const first = this.u8();
    if (first === 1) return this.f64();
    if ((first & 1) === 1) throw new MalformedBytes('unknown kind of value');
    return (first < 0x80 ? first : this.#varintFrom(first)) / 2;
  }

  /** Reads a string. Bytes that are not UTF-8 become U+FFFD. */
  string(): string {
    const byteLength = this.varint();
    const start = this.#skip(byteLength);
    return this.#text('utf8', start, start + byteLength);
  }

  /** Reads `byteLength` bytes as a string with one character for each byte. */
  characters(byteLength: number): string {
    const start = this.#skip(byteLength);
    return this.#text('latin1', start, start + byteLength);
  }

  /** Reads the length of a list. The list has at least one byte for each item, so a wrong length cannot make memory run out. */
  count(): number {
    const count = this.varint();
    if (count > this.remaining) throw new MalformedBytes('a count is larger than the rest of the bytes');
    return count;
  }

  #text(encoding: BufferEncoding, start: number, end: number): string {
    this.#strings ??= Buffer.from(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength);
    return this.#strings.toString(encoding, start, end);
  }

  #varintFrom(first: number): number {
    let value = first & 0x7f;
    // Bit operations hold the 28 bits of four bytes. They are far faster than multiplications, and nearly always enough.
    for (let shift = 7; shift < 28; shift += 7) {
      const byte = this.u8();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    return this.#longVarintFrom(value);
  }

  #longVarintFrom(low: number): number {
    let value = low;
    let scale = 2 ** 28;
    let byte = 0x80;
    for (let read = 4; byte >= 0x80; read++) {
      if (read === MAX_VARINT_BYTES) throw new MalformedBytes('an integer is too long');
      byte = this.u8();
      value += (byte & 0x7f) * scale;
      scale *= 0x80;
    }
    if (value > Number.MAX_SAFE_INTEGER) throw new MalformedBytes('an integer is too large');
    return value;
  }

  #skip(byteLength: number): number {
    const start = this.offset;
    if (byteLength > this.remaining) throw new MalformedBytes('the bytes end too early');
    this.offset += byteLength;
    return start;
  }
}

/** Maximum length of a varint. 8 bytes hold 56 bits. */
const MAX_VARINT_BYTES = 8;

/** The error of a {@link ByteReader} whose bytes do not hold what is read. It is caught where the frame is decoded. */
export class MalformedBytes extends Error {}
