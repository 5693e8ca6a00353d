import type { FlushRequest } from '../../../shared/channel/socket-messages.js';
import type { Checkpoint } from '../../protocol/checkpoint.js';
import { FrameLog } from '../../protocol/frame-log.js';
import {
  FROM_SOCKET,
  type FromThread,
  type JournalEntry,
  type NumberedEntry,
  type ThreadSettings,
} from '../../protocol/thread-messages.js';
import { Arrivals } from './arrivals.js';
import { WorkerSockets } from './worker-sockets.js';

/**
 * The way into the aggregator, for the entries of the main loop and for the frames from the workers' sockets: brings both in order,
 * logs them, and enters them one after another.
 */
export class Inlet {
  readonly #target: InletTarget;
  readonly #post: (message: FromThread) => void;
  readonly #socketPath: string;
  readonly #applying: Float64Array;
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

  /** Takes entries of the main loop. Until {@link replayed}, these are the journal's. */
  entries(entries: readonly NumberedEntry[]): void {
    for (const numbered of entries) {
      if (this.#isReplaying) this.#enter(numbered.number, numbered.entry);
      else this.#arrivals.arrived(numbered);
    }
  }

  /** The journal has been replayed: workers can connect. */
  async replayed(): Promise<void> {
    this.#isReplaying = false;
    this.#target.replayed();
    const error = await this.#sockets.listen(this.#socketPath);
    if (!error) return;
    const message = `workers send their frames by way of the primary's main loop: ${error.message}`;
    this.#post({ kind: 'log', level: 'warn', message });
  }

  /** Asks an incarnation for a flush, by its socket or else by way of the main loop. */
  requestFlush(incarnation: number, { id, full }: FlushRequest): void {
    if (!this.#sockets.requestFlush(incarnation, { id, full })) this.#post({ kind: 'flush', id, full, incarnation });
  }

  close(): void {
    this.#sockets.close();
  }

  #frameArrived(incarnation: number, bytes: Uint8Array): void {
    const slot = this.#target.slotOf(incarnation);
    if (slot === undefined) return;
    this.#log.frame(slot, incarnation, bytes);
    this.#enter(FROM_SOCKET, { kind: 'frame', slot, incarnation, bytes });
  }

  #enterNumbered({ number, entry }: NumberedEntry): void {
    this.#log.told(number);
    this.#enter(number, entry);
    if (entry.kind === 'ended') this.#sockets.cut(entry.incarnation);
  }

  #enter(number: number, entry: JournalEntry): void {
    // An entry that waited has a lower number than those that did not wait.
    this.#lastNumber = Math.max(this.#lastNumber, number);
    this.#applying[0] = number;
    this.#target.enter(entry);
    this.#applying[0] = 0;
    // While an entry waits, no number tells which entries a checkpoint holds.
    if (this.#target.isCheckpointDue && this.#arrivals.isEmpty) this.#takeCheckpoint();
  }

  #takeCheckpoint(): void {
    const checkpoint = this.#target.checkpoint();
    this.#post({ kind: 'checkpoint', upTo: this.#lastNumber, epoch: this.#log.nextEpoch, checkpoint });
    this.#log.clear();
  }
}

/** What an {@link Inlet} needs of the aggregator behind it. */
export interface InletTarget {
  /** The living incarnation that has a token. */
  incarnationOf(token: string): number | undefined;
  /** The slot of a living incarnation. */
  slotOf(incarnation: number): number | undefined;
  /** Whether a frame is not the next one of its incarnation, but a later one. */
  isAhead(entry: JournalEntry & { readonly kind: 'frame' }): boolean;
  /** Counts a message of a worker that never became a frame. */
  rejected(reason: string): void;
  /** The journal has been replayed. */
  replayed(): void;
  /** Merges the next entry. */
  enter(entry: JournalEntry): void;
  /** Whether so much was entered since the last checkpoint that another one is due. */
  readonly isCheckpointDue: boolean;
  /** Everything that is known after the last entry. */
  checkpoint(): Checkpoint;
}

function unlessAmong(some: readonly number[], one: number | undefined): number | undefined {
  return one !== undefined && some.includes(one) ? undefined : one;
}
