import type { FlushRequest } from '../../../shared/channel/socket-messages.js';
import { FrameLog } from '../../protocol/frame-log.js';
import {
  FROM_SOCKET,
  type FromThread,
  type JournalEntry,
  type NumberedEntry,
  type ThreadSettings,
} from '../../protocol/thread-messages.js';
import { Aggregator } from '../aggregator.js';
import { Arrivals } from './arrivals.js';
import { WorkerSockets } from './worker-sockets.js';

/** What comes into the aggregator, from the main loop and from the workers' sockets: brought in order, logged, and merged. */
export class Inlet {
  readonly aggregator: Aggregator;
  readonly #post: (message: FromThread) => void;
  readonly #socketPath: string;
  readonly #applying: Float64Array;
  readonly #log: FrameLog;
  readonly #sockets: WorkerSockets;
  readonly #arrivals: Arrivals;
  #isReplaying = true;
  #lastTold = 0;

  constructor(settings: ThreadSettings, post: (message: FromThread) => void) {
    this.#post = post;
    this.#socketPath = settings.socketPath;
    this.#applying = new Float64Array(settings.applying);
    this.#log = new FrameLog((memory) => post({ kind: 'memory', memory }));
    this.aggregator = new Aggregator(settings, { post, ask: (incarnation, ask) => this.#ask(incarnation, ask) });
    const { aggregator } = this;
    this.#sockets = new WorkerSockets({
      incarnationOf: (token) => unlessAmong(settings.muted, aggregator.incarnationOf(token)),
      frame: (incarnation, bytes) => this.#received(incarnation, bytes),
      closed: (incarnation) => this.#arrivals.closed(incarnation),
      rejected: (reason) => aggregator.rejected(reason),
    });
    this.#arrivals = new Arrivals({
      isOpen: (incarnation) => this.#sockets.isOpen(incarnation),
      whenAccepted: (done) => this.#sockets.whenAccepted(done),
      isAhead: (frame) => aggregator.isAhead(frame),
      enter: (told) => this.#enterTold(told),
    });
  }

  /** Takes what the main loop tells; until {@link replayed}, again. */
  told(entries: readonly NumberedEntry[]): void {
    for (const told of entries) {
      if (this.#isReplaying) this.#enter(told.number, told.entry);
      else this.#arrivals.told(told);
    }
  }

  /** All was told again that was known before: workers can connect. */
  async replayed(): Promise<void> {
    this.#isReplaying = false;
    this.aggregator.replayed();
    const error = await this.#sockets.listen(this.#socketPath);
    if (!error) return;
    const message = `workers send their frames by way of the primary's main loop: ${error.message}`;
    this.#post({ kind: 'log', level: 'warn', message });
  }

  close(): void {
    this.#sockets.close();
  }

  #ask(incarnation: number, { id, full }: FlushRequest): void {
    if (!this.#sockets.ask(incarnation, { id, full })) this.#post({ kind: 'flush', id, full, incarnation });
  }

  #received(incarnation: number, bytes: Uint8Array): void {
    const slot = this.aggregator.slotOf(incarnation);
    if (slot === undefined) return;
    this.#log.frame(slot, incarnation, bytes);
    this.#enter(FROM_SOCKET, { kind: 'frame', slot, incarnation, bytes });
  }

  #enterTold({ number, entry }: NumberedEntry): void {
    this.#log.told(number);
    this.#enter(number, entry);
    if (entry.kind === 'ended') this.#sockets.cut(entry.incarnation);
  }

  #enter(number: number, entry: JournalEntry): void {
    // What waited comes after what was told later.
    this.#lastTold = Math.max(this.#lastTold, number);
    this.#applying[0] = number;
    this.aggregator.enter(entry);
    this.#applying[0] = 0;
    // While something told waits, no number says what a checkpoint holds.
    if (this.aggregator.isCheckpointDue && this.#arrivals.isEmpty) this.#checkpoint();
  }

  #checkpoint(): void {
    const checkpoint = this.aggregator.checkpoint();
    this.#post({ kind: 'checkpoint', upTo: this.#lastTold, epoch: this.#log.nextEpoch, checkpoint });
    this.#log.clear();
  }
}

function unlessAmong(some: readonly number[], one: number | undefined): number | undefined {
  return one !== undefined && some.includes(one) ? undefined : one;
}
