import type { FrameMessage, WorkerAssignment } from '../shared/messages.js';
import type { Ask } from '../shared/socket-messages.js';
import { AggregatorSocket } from './aggregator-socket.js';

/**
 * The way of a worker's frames to the aggregator: by a socket straight to its thread, so that the primary's main loop has no
 * part in it; by `node:cluster`'s channel while there is no such connection. A frame that comes twice is harmless.
 */
export class FrameChannel {
  readonly #socket: AggregatorSocket;
  #unacknowledged = 0;
  readonly #drained: (() => void)[] = [];

  /** @param asked a scrape wants a flush */
  constructor({ socket }: WorkerAssignment, asked: (ask: Ask) => void) {
    this.#socket = new AggregatorSocket(socket, {
      asked,
      lost: (frames) => {
        for (const frame of frames) this.#sendByPrimary(frame);
      },
    });
  }

  /** Connects to the aggregator. */
  start(): void {
    this.#socket.connect();
  }

  /** Claims that the system has not taken all frames yet. */
  get isBusy(): boolean {
    return this.#unacknowledged > 0;
  }

  /** Sends a frame. */
  send(frame: Uint8Array): void {
    if (this.#socket.isOpen) {
      this.#unacknowledged++;
      this.#socket.send(frame, () => this.#acknowledged());
    } else this.#sendByPrimary(frame);
  }

  /** Resolves once the system has taken all frames. */
  drained(): Promise<void> {
    if (!this.isBusy) return Promise.resolve();
    return new Promise((resolve) => this.#drained.push(resolve));
  }

  /**
   * For a process that ends now, after its last frames were sent: what the socket could not take at once goes with it,
   * but what is written to the channel to the primary is written before the end.
   */
  sendUnsentByPrimary(): void {
    for (const frame of this.#socket.unsent) this.#sendByPrimary(frame);
  }

  #sendByPrimary(frame: Uint8Array): void {
    if (!process.connected || !process.send) return;
    this.#unacknowledged++;
    const base64 = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength).toString('base64');
    const message: FrameMessage = { type: 'prom-cluster:frame', base64 };
    // The callback takes the error of a channel that closes meanwhile, which would else be an 'error' event.
    process.send(message, undefined, undefined, () => this.#acknowledged());
  }

  #acknowledged(): void {
    this.#unacknowledged--;
    if (this.isBusy) return;
    for (const resolve of this.#drained.splice(0)) resolve();
  }
}
