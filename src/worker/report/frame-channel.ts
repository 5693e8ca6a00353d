import type { WorkerAssignment } from '../../shared/channel/assignment.js';
import { decodeFlushRequest, type FlushRequest } from '../../shared/channel/socket-messages.js';
import { AggregatorConnection } from './aggregator-connection.js';
import { tellPrimary } from './tell-primary.js';

/**
 * Sends a worker's frames to the aggregator, and receives the aggregator's flush requests.
 *
 * Frames go through a socket straight to the aggregator thread, so that the primary's main loop has no work with them. While
 * that socket is not open, frames go through the IPC channel of `node:cluster`.
 *
 * Flush requests come through a second socket. If the aggregator wrote them to the socket of the frames, it could write to a
 * worker that has just ended. Such a write fails with EPIPE, and Node then destroys the aggregator's end of the socket: the
 * worker's last frames, which the kernel still holds and the aggregator has not read, would be discarded.
 */
export class FrameChannel {
  readonly #frames: AggregatorConnection;
  readonly #requests: AggregatorConnection;
  readonly #drained: (() => void)[] = [];
  #unacknowledged = 0;
  #isAbandoned = false;
  /** Whether a frame went through the primary. A later frame through the socket could overtake it. */
  #hasDetoured = false;

  constructor({ socket }: WorkerAssignment, { requested, unsure, failed }: FrameChannelEvents) {
    this.#frames = new AggregatorConnection(socket, 'frames', {
      opened: () => {
        if (this.#hasDetoured) unsure();
        this.#hasDetoured = false;
      },
      lost: unsure,
      failed,
    });
    this.#requests = new AggregatorConnection(socket, 'flush-requests', {
      read: (messages) => {
        const request = lastOf(messages);
        if (request) requested(request);
      },
      failed,
    });
  }

  /** Connects to the aggregator. */
  start(): void {
    this.#frames.connect();
    this.#requests.connect();
  }

  /** Whether the system has not taken all frames yet. */
  get isBusy(): boolean {
    return this.#unacknowledged > 0;
  }

  /** Sends a frame. Throws when the frame could not be handed over: it is lost then. */
  send(frame: Uint8Array): void {
    if (!this.#frames.isOpen || this.#isAbandoned) {
      this.#sendByPrimary(frame);
      return;
    }
    this.#unacknowledged++;
    try {
      this.#frames.send(frame, () => this.#acknowledged());
    } catch (error) {
      this.#acknowledged();
      throw error;
    }
  }

  /** Resolves when the system has taken all frames. */
  drained(): Promise<void> {
    if (!this.isBusy) return Promise.resolve();
    return new Promise((resolve) => this.#drained.push(resolve));
  }

  /**
   * Gives up the socket of a process that ends now, if the system has not taken all frames. The unsent frames are lost with
   * the process. The IPC channel, on the other hand, is written out before the process ends.
   * @returns whether the socket was given up; all frames go through the primary then, and everything has to be sent again
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

/** The events of a {@link FrameChannel}. */
export interface FrameChannelEvents {
  /** The aggregator requests a flush. Of several requests that came together, this is the last one of a scrape: the others are outdated. */
  requested(request: FlushRequest): void;
  /** The aggregator may not have read some frames: everything has to be sent again. */
  unsure(): void;
  /** One of the functions above has thrown, or a connection itself. */
  failed(error: unknown): void;
}

/** The last request of a scrape, or else the last one. It is full if one of the requests is. */
function lastOf(messages: readonly Buffer[]): FlushRequest | undefined {
  const requests = messages.flatMap((message) => decodeFlushRequest(message) ?? []);
  const last = requests.findLast(({ id }) => id !== 0) ?? requests.at(-1);
  return last && { id: last.id, full: requests.some(({ full }) => full) };
}
