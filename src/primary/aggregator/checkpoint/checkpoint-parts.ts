import { deserialize, serialize } from 'node:v8';

/**
 * Writes plain data and large arrays of numbers as one run of bytes. Each array is copied whole. `v8.serialize` would take four
 * times as long, because it copies everything that it has written whenever its buffer grows.
 */
export class CheckpointWriter {
  readonly #parts: Uint8Array[] = [];

  /** Adds an array as a part. @returns the part's number, for {@link CheckpointReader} */
  add({ buffer, byteOffset, byteLength }: ArrayBufferView): number {
    return this.#parts.push(new Uint8Array(buffer, byteOffset, byteLength)) - 1;
  }

  /** Returns the plain data and, behind it, all parts, in a new buffer. */
  finish(plain: unknown): Uint8Array<ArrayBuffer> {
    const lengths = Float64Array.from(this.#parts, ({ byteLength }) => byteLength);
    const head = serialize({ plain, lengths } satisfies Head);
    const parts = [new Uint8Array(Float64Array.of(head.byteLength).buffer), head, ...this.#parts];
    const bytes = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + aligned(byteLength), 0));
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += aligned(part.byteLength);
    }
    return bytes;
  }
}

/** Reads the bytes that a {@link CheckpointWriter} wrote. Throws for other bytes. */
export class CheckpointReader {
  readonly plain: unknown;
  readonly #parts: Uint8Array[] = [];

  constructor(bytes: Uint8Array) {
    const { buffer, byteOffset } = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
    const headLength = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getFloat64(0, true);
    const { plain, lengths } = deserialize(bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + headLength)) as Head;
    this.plain = plain;
    let at = byteOffset + LENGTH_BYTES + aligned(headLength);
    for (const length of lengths) {
      this.#parts.push(new Uint8Array(buffer, at, length));
      at += aligned(length);
    }
  }

  /** A part as bytes, by its number. The methods below return a part as numbers of another type. */
  bytes(part: number): Uint8Array {
    return this.#parts[part] ?? new Uint8Array();
  }

  float64(part: number): Float64Array {
    const { buffer, byteOffset, byteLength } = this.bytes(part);
    return new Float64Array(buffer, byteOffset, byteLength / Float64Array.BYTES_PER_ELEMENT);
  }

  int32(part: number): Int32Array {
    const { buffer, byteOffset, byteLength } = this.bytes(part);
    return new Int32Array(buffer, byteOffset, byteLength / Int32Array.BYTES_PER_ELEMENT);
  }

  uint32(part: number): Uint32Array {
    const { buffer, byteOffset, byteLength } = this.bytes(part);
    return new Uint32Array(buffer, byteOffset, byteLength / Uint32Array.BYTES_PER_ELEMENT);
  }
}

/** Rounds up to a multiple of 8. A Float64Array over a part needs such an offset. */
function aligned(byteLength: number): number {
  return Math.ceil(byteLength / 8) * 8;
}

/** The plain data, and the lengths of the parts, by which a reader finds each part. */
interface Head {
  readonly plain: unknown;
  readonly lengths: Float64Array;
}

/** Size of the number in front of the head, which is the length of the head. */
const LENGTH_BYTES = 8;
