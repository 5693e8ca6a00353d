import type { WorkerAssignment } from '../../shared/channel/assignment.js';
import { decodeFlushRequest, type FlushRequest } from '../../shared/channel/socket-messages.js';
import { AggregatorConnection } from './aggregator-connection.js';
import { tellPrimary } from './tell-primary.js';

/** What a {@link FrameChannel} tells. */
export interface FrameChannelEvents {
  /** A flush is wanted. Of several that came together, the last one: those before it have waited in vain. */
  asked(ask: FlushRequest): void;
  /** Frames that were sent may not have arrived: all has to be said again. */
  unsure(): void;
}

/**
 * The way of a worker's frames to the aggregator: by a connection straight to its thread, so that the primary's main loop has
 * no part in it; by `node:cluster`'s channel while there is none. Asks come by a connection of their own: to write to that of a
 * process that has just ended would lose what it had sent and nobody had read.
 */
export class FrameChannel {
  readonly #frames: AggregatorConnection;
  readonly #asks: AggregatorConnection;
  readonly #drained: (() => void)[] = [];
  #unacknowledged = 0;
  #isAbandoned = false;
  /** Whether a frame went by the primary, which one by the connection could overtake. */
  #hasDetoured = false;

  constructor({ socket }: WorkerAssignment, { asked, unsure }: FrameChannelEvents) {
    this.#frames = new AggregatorConnection(socket, 'frames', {
      opened: () => {
        if (this.#hasDetoured) unsure();
        this.#hasDetoured = false;
      },
      lost: unsure,
    });
    this.#asks = new AggregatorConnection(socket, 'flush-requests', {
      read: (messages) => {
        const ask = lastOf(messages);
        if (ask) asked(ask);
      },
    });
  }

  /** Connects to the aggregator. */
  start(): void {
    this.#frames.connect();
    this.#asks.connect();
  }

  /** Claims that the system has not taken all frames yet. */
  get isBusy(): boolean {
    return this.#unacknowledged > 0;
  }

  /** Sends a frame. */
  send(frame: Uint8Array): void {
    if (!this.#frames.isOpen || this.#isAbandoned) {
      this.#sendByPrimary(frame);
      return;
    }
    this.#unacknowledged++;
    this.#frames.send(frame, () => this.#acknowledged());
  }

  /** Resolves once the system has taken all frames. */
  drained(): Promise<void> {
    if (!this.isBusy) return Promise.resolve();
    return new Promise((resolve) => this.#drained.push(resolve));
  }

  /**
   * For a process that ends now: what the connection could not take at once goes with it, but what is written to the channel
   * to the primary is written before the end.
   * @returns whether that is so; then all frames go by the primary from now on, and all has to be said again
   */
  abandonUnsent(): boolean {
    this.#isAbandoned = this.#frames.hasUnsent;
    return this.#isAbandoned;
  }

  #sendByPrimary(frame: Uint8Array): void {
    const base64 = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength).toString('base64');
    if (!tellPrimary({ type: 'prom-cluster:frame', base64 }, () => this.#acknowledged())) return;
    this.#hasDetoured = true;
    this.#unacknowledged++;
  }

  #acknowledged(): void {
    this.#unacknowledged--;
    if (this.isBusy) return;
    for (const resolve of this.#drained.splice(0)) resolve();
  }
}

function lastOf(messages: readonly Buffer[]): FlushRequest | undefined {
  const asks = messages.flatMap((message) => decodeFlushRequest(message) ?? []);
  const last = asks.at(-1);
  return last && { id: last.id, full: asks.some(({ full }) => full) };
}
