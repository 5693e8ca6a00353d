import type { FlushRequest } from '../../../shared/channel/socket-messages.js';
import type { Checkpoint } from '../../protocol/checkpoint.js';
import { FrameLog } from '../../protocol/frame-log.js';
import type { OutsideValue } from '../../protocol/outside-values.js';
import {
  type FromThread,
  type JournalEntry,
  type NumberedEntry,
  type ThreadSettings,
  UNNUMBERED,
} from '../../protocol/thread-messages.js';
import { Arrivals } from './arrivals.js';
import { WorkerSockets } from './worker-sockets.js';

/**
 * The way into the aggregator for everything that changes the merged state: the entries of the main loop, the frames from the
 * workers' sockets, and the values from outside. The inlet orders them, logs them, and enters them one after another.
 */
export class Inlet {
  readonly #target: InletTarget;
  readonly #post: (message: FromThread) => void;
  readonly #socketPath: string;
  readonly #applying: Float64Array;
  readonly #mergedUpTo: number;
  readonly #log: FrameLog;
  readonly #sockets: WorkerSockets;
  readonly #arrivals: Arrivals;
  #isReplaying = true;
  #lastNumber = 0;

  constructor(settings: ThreadSettings, target: InletTarget, post: (message: FromThread) => void) {
    this.#target = target;
    this.#post = post;
    this.#socketPath = settings.socketPath;
    this.#applying = new Float64Array(settings.applying);
    this.#mergedUpTo = settings.mergedUpTo;
    this.#log = new FrameLog((memory) => post({ kind: 'memory', memory }));
    this.#sockets = new WorkerSockets({
      incarnationOf: (token) => unlessAmong(settings.muted, target.incarnationOf(token)),
      frame: (incarnation, bytes) => this.#frameArrived(incarnation, bytes),
      closed: (incarnation) => this.#arrivals.closed(incarnation),
      rejected: (reason) => target.rejected(reason),
    });
    this.#arrivals = new Arrivals({
      isOpen: (incarnation) => this.#sockets.isOpen(incarnation),
      whenAccepted: (done) => this.#sockets.whenAccepted(done),
      isAhead: (frame) => target.isAhead(frame),
      enter: (numbered) => this.#enterNumbered(numbered),
    });
  }

  /** Takes entries of the main loop. Until {@link replayed} is called, they are the entries of the journal. */
  entries(entries: readonly NumberedEntry[]): void {
    for (const numbered of entries) {
      if (this.#isReplaying) this.#replay(numbered);
      else this.#arrivals.arrived(numbered);
    }
  }

  /** Lets the workers connect. To be called when the whole journal was entered. */
  async replayed(): Promise<void> {
    this.#isReplaying = false;
    this.#target.beginNew();
    const error = await this.#sockets.listen(this.#socketPath);
    if (!error) return;
    const message = `workers send their frames by way of the primary's main loop: ${error.message}`;
    this.#post({ kind: 'log', level: 'warn', message });
  }

  /** Takes the values that the kernel has of an incarnation which does not answer. They are merged before this returns. */
  outside(incarnation: number, values: readonly OutsideValue[]): void {
    this.#log.outside(incarnation, values);
    this.#enter(UNNUMBERED, { kind: 'outside', incarnation, values });
  }

  /** Requests a flush of an incarnation, through its socket if it is connected, otherwise through the main loop. */
  requestFlush(incarnation: number, { id, full }: FlushRequest): void {
    if (!this.#sockets.requestFlush(incarnation, { id, full })) this.#post({ kind: 'flush', id, full, incarnation });
  }

  close(): void {
    this.#sockets.close();
  }

  #replay({ number, entry }: NumberedEntry): void {
    if (number > this.#mergedUpTo) this.#target.beginNew();
    this.#enter(number, entry);
  }

  #frameArrived(incarnation: number, bytes: Uint8Array): void {
    const slot = this.#target.slotOf(incarnation);
    if (slot === undefined) return;
    this.#log.frame(slot, incarnation, bytes);
    this.#enter(UNNUMBERED, { kind: 'frame', slot, incarnation, bytes });
  }

  #enterNumbered({ number, entry }: NumberedEntry): void {
    this.#log.entry(number);
    this.#enter(number, entry);
    if (entry.kind === 'ended') this.#sockets.cut(entry.incarnation);
  }

  #enter(number: number, entry: JournalEntry): void {
    // An entry that waited has a lower number than the entries that were entered meanwhile.
    this.#lastNumber = Math.max(this.#lastNumber, number);
    this.#applying[0] = number;
    this.#target.enter(entry);
    this.#applying[0] = 0;
    // While an entry waits, entries with higher numbers are merged already: no single number could say what a checkpoint holds.
    if (this.#target.isCheckpointDue && this.#arrivals.isEmpty) this.#takeCheckpoint();
  }

  #takeCheckpoint(): void {
    const checkpoint = this.#target.checkpoint();
    this.#post({ kind: 'checkpoint', upTo: this.#lastNumber, epoch: this.#log.nextEpoch, checkpoint });
    this.#log.clear();
  }
}

/** The aggregator as an {@link Inlet} sees it. */
export interface InletTarget {
  /** The living incarnation with this token. */
  incarnationOf(token: string): number | undefined;
  /** The slot of a living incarnation. */
  slotOf(incarnation: number): number | undefined;
  /** Whether a frame comes too early: its incarnation has sent another frame before it that is not merged yet. */
  isAhead(entry: JournalEntry & { readonly kind: 'frame' }): boolean;
  /** Counts a message of a worker that is too large for a frame. */
  rejected(reason: string): void;
  /** Called before the first entry that no thread has merged before. May be called again before later ones. */
  beginNew(): void;
  /** Merges the next entry. */
  enter(entry: JournalEntry): void;
  /** Whether enough was entered since the last checkpoint for another one. */
  readonly isCheckpointDue: boolean;
  /** Makes a checkpoint of everything that was entered. */
  checkpoint(): Checkpoint;
}

function unlessAmong(some: readonly number[], one: number | undefined): number | undefined {
  return one !== undefined && some.includes(one) ? undefined : one;
}
