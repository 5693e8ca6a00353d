import { MAX_FRAME_BYTES } from '../../shared/frame/frame.js';
import { decodeOutsideValues, encodeOutsideValues, type OutsideValue } from './outside-values.js';
import type { JournalEntry } from './thread-messages.js';

/**
 * The log that the aggregator thread writes of what it merged since its last checkpoint, in the order of merging: the
 * frames that came through its sockets, the values that it read from outside, and the numbers of the entries that came from the
 * main loop.
 *
 * The log lies in memory that the main loop holds too. The main loop reads the log only after a crash of the thread, by
 * {@link readLog}: so no frame costs the main loop anything.
 */
export class FrameLog {
  readonly #share: (chunk: SharedArrayBuffer) => void;
  readonly #chunks: Chunk[] = [];
  #epoch = 1;
  #inUse = 0;

  /** @param share gives the main loop a chunk of memory before anything is written to the chunk */
  constructor(share: (chunk: SharedArrayBuffer) => void) {
    this.#share = share;
  }

  /** The number of the epoch that the next {@link clear} begins. */
  get nextEpoch(): number {
    return this.#epoch + 1;
  }

  /** Logs that an entry of the main loop is merged next. */
  entry(number: number): void {
    this.#chunkFor(0).add(KIND.number, 0, number, NO_BYTES);
  }

  /** Logs a frame of a socket that is merged next. */
  frame(slot: number, incarnation: number, bytes: Uint8Array): void {
    this.#chunkFor(bytes.byteLength).add(KIND.frame, slot, incarnation, bytes);
  }

  /** Logs values from outside that are merged next. */
  outside(incarnation: number, values: readonly OutsideValue[]): void {
    const bytes = encodeOutsideValues(values);
    this.#chunkFor(bytes.byteLength).add(KIND.outside, 0, incarnation, bytes);
  }

  /** Begins a new epoch, because a checkpoint now holds all that was logged. The chunks are used again. */
  clear(): void {
    this.#epoch++;
    this.#inUse = 0;
  }

  #chunkFor(byteLength: number): Chunk {
    const current = this.#chunks[this.#inUse - 1];
    if (this.#inUse > 0 && current?.hasRoom(byteLength)) return current;
    const next = this.#chunks[this.#inUse] ?? this.#newChunk();
    next.begin(this.#epoch, this.#inUse);
    this.#inUse++;
    return next;
  }

  #newChunk(): Chunk {
    const memory = new SharedArrayBuffer(CHUNK_BYTES);
    this.#share(memory);
    const chunk = new Chunk(memory);
    this.#chunks.push(chunk);
    return chunk;
  }
}

/**
 * Reads the records that a thread that has ended logged in one epoch.
 * @param memories the chunks that the thread gave to the main loop, in any order
 * @returns the records, oldest first
 */
export function readLog(memories: readonly SharedArrayBuffer[], epoch: number): LogRecord[] {
  const chunks = memories.map((memory) => new Chunk(memory)).filter((chunk) => chunk.epoch === epoch);
  return chunks.sort((a, b) => a.index - b.index).flatMap((chunk) => [...chunk.records()]);
}

/** One record of a {@link FrameLog}. */
export type LogRecord =
  /** An entry that came from the main loop. */
  | { readonly kind: 'entry'; readonly number: number }
  /** An entry of the thread's own: a frame that came through a socket, or values from outside. */
  | { readonly kind: 'own'; readonly entry: JournalEntry & { readonly kind: 'frame' | 'outside' } };

/** Places of the 32-bit words at the start of a chunk: the epoch, the chunk's index in the epoch, the bytes in use. */
const EPOCH = 0;
const INDEX = 1;
const USED = 2;
/** Size of a chunk's head: the three words, and padding. */
const HEAD_BYTES = 16;
/** Size of a record's head: the length of its bytes and its kind, the slot, and an incarnation or an entry's number. */
const RECORD_BYTES = 16;
/** Kinds of records: a frame, values from outside, or the number of an entry of the main loop. */
const KIND = { frame: 0, outside: 1, number: 2 } as const;
/** Number of bits of the length in a record's head. The kind is in the bits above. No frame is as long as these bits could say. */
const LENGTH_BITS = 24;
const NO_BYTES = new Uint8Array();
/** Size of a chunk: any frame fits. The system gives memory only to the pages that are written to. */
const CHUNK_BYTES = MAX_FRAME_BYTES + 64 * 1024;

/** One piece of the log's memory: a head, then records. */
class Chunk {
  readonly #words: Int32Array;
  readonly #bytes: Buffer<SharedArrayBuffer>;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory, 0, HEAD_BYTES / Int32Array.BYTES_PER_ELEMENT);
    this.#bytes = Buffer.from(memory, HEAD_BYTES);
  }

  get epoch(): number {
    return this.#words[EPOCH] ?? 0;
  }

  get index(): number {
    return this.#words[INDEX] ?? 0;
  }

  get #used(): number {
    return this.#words[USED] ?? 0;
  }

  begin(epoch: number, index: number): void {
    this.#words[USED] = 0;
    this.#words[INDEX] = index;
    this.#words[EPOCH] = epoch;
  }

  hasRoom(byteLength: number): boolean {
    return this.#used + RECORD_BYTES + byteLength <= this.#bytes.byteLength;
  }

  /** Appends a record. The number of bytes in use is counted up last, so no reader ever sees half a record. */
  add(kind: number, slot: number, number: number, bytes: Uint8Array): void {
    const at = this.#used;
    const end = at + RECORD_BYTES + bytes.byteLength;
    this.#bytes.writeUInt32LE((kind << LENGTH_BITS) | bytes.byteLength, at);
    this.#bytes.writeUInt32LE(slot, at + 4);
    this.#bytes.writeDoubleLE(number, at + 8);
    // `set` would take ten times as long: it copies byte by byte into shared memory unless both sides are aligned.
    if (bytes.byteLength > 0) this.#bytes.fill(bytes, at + RECORD_BYTES, end);
    this.#words[USED] = end;
  }

  *records(): Iterable<LogRecord> {
    let at = 0;
    while (at < this.#used) {
      const word = this.#bytes.readUInt32LE(at);
      const kind = word >>> LENGTH_BITS;
      const end = at + RECORD_BYTES + (word & (2 ** LENGTH_BITS - 1));
      const slot = this.#bytes.readUInt32LE(at + 4);
      const number = this.#bytes.readDoubleLE(at + 8);
      yield toRecord(kind, slot, number, this.#bytes.subarray(at + RECORD_BYTES, end));
      at = end;
    }
  }
}

function toRecord(kind: number, slot: number, number: number, bytes: Uint8Array): LogRecord {
  if (kind === KIND.number) return { kind: 'entry', number };
  if (kind === KIND.frame) return { kind: 'own', entry: { kind: 'frame', slot, incarnation: number, bytes } };
  return { kind: 'own', entry: { kind: 'outside', incarnation: number, values: decodeOutsideValues(bytes) } };
}
