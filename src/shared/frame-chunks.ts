import { FrameWriter } from './frame.js';

/** A frame is closed at the first record border past this length. */
const TARGET_BYTES = 256 * 1024;

/** What all frames of one flush have in common. */
export interface FlushIdentity {
  readonly slot: number;
  readonly incarnation: number;
  readonly flushId: number;
  readonly takenAt: number;
  readonly droppedSeries: number;
}

/** Spreads the records of one flush over frames of about 256 KiB. Only the last carries the flush's id. */
export class FrameChunks {
  readonly #identity: FlushIdentity;
  readonly #frames: Uint8Array[] = [];
  #sequence: number;
  #writer: FrameWriter;

  constructor(identity: FlushIdentity, firstSequence: number) {
    this.#identity = identity;
    this.#sequence = firstSequence;
    this.#writer = this.#begin();
  }

  /** Where the next record goes. Ask again for each record. */
  next(): FrameWriter {
    if (this.#writer.byteLength >= TARGET_BYTES) {
      this.#frames.push(this.#writer.finish());
      this.#sequence++;
      this.#writer = this.#begin();
    }
    return this.#writer;
  }

  /** All frames, in order; at least one. Call once. */
  finish(): Uint8Array[] {
    this.#frames.push(this.#writer.finish(this.#identity.flushId));
    return this.#frames;
  }

  #begin(): FrameWriter {
    return new FrameWriter({ ...this.#identity, flushId: 0, sequence: this.#sequence });
  }
}
