import { type FrameHeader, FrameWriter } from './frame.js';

/** Distributes the records of one flush over frames of about 256 KiB. Only the last frame carries the flush's id. */
export class FrameChunks {
  #identity = NOBODY;
  #frames: Uint8Array[] = [];
  #sequence = 0;
  readonly #writer = new FrameWriter({ ...NOBODY, sequence: 0 });

  /** Begins a flush whose frames are numbered from `firstSequence`. */
  begin(identity: FlushIdentity, firstSequence: number): void {
    this.#identity = identity;
    this.#frames = [];
    this.#sequence = firstSequence;
    this.#beginFrame();
  }

  /** Returns the writer of the frame to which the next record belongs. To be called before each record. */
  next(): FrameWriter {
    if (this.#writer.byteLength >= TARGET_BYTES) {
      this.#frames.push(this.#writer.finish());
      this.#sequence++;
      this.#beginFrame();
    }
    return this.#writer;
  }

  /** Ends the flush and returns all its frames in order, at least one. To be called once a flush. */
  finish(): Uint8Array[] {
    this.#frames.push(this.#writer.finish(this.#identity.flushId));
    return this.#frames;
  }

  #beginFrame(): void {
    this.#writer.begin({ ...this.#identity, flushId: 0, sequence: this.#sequence });
  }
}

/** Length from which on a frame gets no further record. */
const TARGET_BYTES = 256 * 1024;
const NOBODY: FlushIdentity = { slot: 0, incarnation: 0, flushId: 0, takenAt: 0, droppedSeries: 0 };

/** The fields of `FrameHeader` that all frames of one flush share. */
export type FlushIdentity = Omit<FrameHeader, 'sequence'>;
