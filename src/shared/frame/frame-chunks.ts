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

const NOBODY: FlushIdentity = { slot: 0, incarnation: 0, flushId: 0, takenAt: 0, droppedSeries: 0 };

/** Spreads the records of a flush over frames of about 256 KiB. Only the last carries the flush's id. */
export class FrameChunks {
  #identity = NOBODY;
  #frames: Uint8Array[] = [];
  #sequence = 0;
  readonly #writer = new FrameWriter({ ...NOBODY, sequence: 0 });

  /** Begins a flush. */
  begin(identity: FlushIdentity, firstSequence: number): void {
    this.#identity = identity;
    this.#frames = [];
    this.#sequence = firstSequence;
    this.#beginFrame();
  }

  /** Where the next record goes. Ask again for each record. */
  next(): FrameWriter {
    if (this.#writer.byteLength >= TARGET_BYTES) {
      this.#frames.push(this.#writer.finish());
      this.#sequence++;
      this.#beginFrame();
    }
    return this.#writer;
  }

  /** All frames, in order; at least one. Call once a flush. */
  finish(): Uint8Array[] {
    this.#frames.push(this.#writer.finish(this.#identity.flushId));
    return this.#frames;
  }

  #beginFrame(): void {
    this.#writer.begin({ ...this.#identity, flushId: 0, sequence: this.#sequence });
  }
}
