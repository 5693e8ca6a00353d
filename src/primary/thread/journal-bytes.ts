/** Frames have 80 KB each when ten thousand series change, and some bytes when few do. */
const CHUNK_BYTES = 1024 * 1024;

interface Chunk {
  readonly memory: Buffer<SharedArrayBuffer>;
  used: number;
  /** The last entry whose bytes are in it. */
  last: number;
}

/**
 * The bytes of the journal's frames, in memory that the aggregator thread reads too: a frame is copied once. In memory of
 * its own for each frame, copied again for the thread, a scrape of 16 x 10,000 changed series took three times as long.
 */
export class JournalBytes {
  #chunks: Chunk[] = [];
  /** What was given back last: about what will be needed until the next time, and its pages are there already. */
  #spare: Chunk[] = [];

  /** How many chunks are held, whether in use or not. */
  get chunkCount(): number {
    return this.#chunks.length + this.#spare.length;
  }

  /** Copies the bytes of an entry. Entries come in ascending order. */
  keep(bytes: Uint8Array, number: number): Uint8Array {
    const chunk = this.#chunkFor(bytes.byteLength);
    const kept = chunk.memory.subarray(chunk.used, chunk.used + bytes.byteLength);
    // `set` copies byte by byte into shared memory unless both sides are aligned, and takes ten times as long.
    if (bytes.byteLength > 0) kept.fill(bytes);
    chunk.used += bytes.byteLength;
    chunk.last = number;
    return kept;
  }

  /** The entries have other numbers now, up to this one. */
  keepUntil(number: number): void {
    for (const chunk of this.#chunks) chunk.last = number;
  }

  /** Nobody reads the bytes of entries up to this one any more. */
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

function sharedBytes(byteLength: number): Buffer<SharedArrayBuffer> {
  return Buffer.from(new SharedArrayBuffer(byteLength));
}
