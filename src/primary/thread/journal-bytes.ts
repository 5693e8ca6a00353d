/**
 * The bytes of the journal's frames, in memory that the aggregator thread reads too. Each frame is copied once.
 *
 * With memory of its own for each frame, copied again for the thread, a scrape of 16 workers with 10,000 changed series
 * each took three times as long.
 */
export class JournalBytes {
  #chunks: Chunk[] = [];
  /** The chunks that were released last. About as many are needed until the next release, and their memory is paged in. */
  #spare: Chunk[] = [];

  /** The number of chunks that are held, whether in use or spare. */
  get chunkCount(): number {
    return this.#chunks.length + this.#spare.length;
  }

  /**
   * Copies the bytes of an entry.
   * @param number the entry's number; the numbers of consecutive calls must ascend
   * @returns the copy, in shared memory
   */
  keep(bytes: Uint8Array, number: number): Uint8Array {
    const chunk = this.#chunkFor(bytes.byteLength);
    const kept = chunk.memory.subarray(chunk.used, chunk.used + bytes.byteLength);
    // `set` would take ten times as long: it copies byte by byte into shared memory unless both sides are aligned.
    if (bytes.byteLength > 0) kept.fill(bytes);
    chunk.used += bytes.byteLength;
    chunk.last = number;
    return kept;
  }

  /** Holds all chunks until {@link release} is called with at least this number: the entries got new numbers up to it. */
  keepUntil(number: number): void {
    for (const chunk of this.#chunks) chunk.last = number;
  }

  /** Releases the bytes of the entries up to a number: nobody reads them any more. */
  release(upTo: number): void {
    const isFree = ({ last }: Chunk) => last <= upTo;
    this.#spare = this.#chunks.filter((chunk) => isFree(chunk) && chunk.memory.byteLength === CHUNK_BYTES);
    this.#chunks = this.#chunks.filter((chunk) => !isFree(chunk));
    for (const chunk of this.#spare) chunk.used = 0;
  }

  #chunkFor(byteLength: number): Chunk {
    const current = this.#chunks.at(-1);
    if (current && current.used + byteLength <= current.memory.byteLength) return current;
    const spare = byteLength <= CHUNK_BYTES ? this.#spare.pop() : undefined;
    const chunk = spare ?? { memory: sharedBytes(Math.max(byteLength, CHUNK_BYTES)), used: 0, last: 0 };
    this.#chunks.push(chunk);
    return chunk;
  }
}

/** Size of a chunk. A frame has 80 KB when ten thousand series change, and some bytes when few series change. */
const CHUNK_BYTES = 1024 * 1024;

/** One piece of memory that holds the bytes of several entries. */
interface Chunk {
  readonly memory: Buffer<SharedArrayBuffer>;
  /** The number of bytes in use. */
  used: number;
  /** The number of the last entry whose bytes are in the chunk. */
  last: number;
}

function sharedBytes(byteLength: number): Buffer<SharedArrayBuffer> {
  return Buffer.from(new SharedArrayBuffer(byteLength));
}
