import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Sends answers, and disconnects clients that do not read them in time. */
export class Answers {
  readonly #readTimeoutMs: number;
  readonly #onSlowReader: () => void;
  readonly #open = new WeakMap<Socket, Set<() => void>>();

  /**
   * @param readTimeoutMs time after which a client that has not read its answer is disconnected
   * @param onSlowReader called for each client that is disconnected
   */
  constructor(readTimeoutMs: number, onSlowReader: () => void) {
    this.#readTimeoutMs = readTimeoutMs;
    this.#onSlowReader = onSlowReader;
  }

  /** Sends a whole answer. The headers of the response that are set already are kept. */
  send(response: ServerResponse, code: number, type: string, body: string | Buffer): void {
    const { socket } = response.req;
    const limit = setTimeout(() => {
      this.#onSlowReader();
      socket.destroy();
    }, this.#readTimeoutMs);
    this.whenGone(response, () => clearTimeout(limit));
    response.statusCode = code;
    response.setHeader('Content-Type', type);
    response.setHeader('Content-Length', Buffer.byteLength(body));
    response.end(body);
  }

  /** Calls back once, when the operating system has taken the whole answer, or when its connection is closed. */
  whenGone(response: ServerResponse, callback: () => void): void {
    const open = this.#openOn(response.req.socket);
    const gone = () => {
      if (open.delete(gone)) callback();
    };
    open.add(gone);
    response.once('finish', gone);
    if (response.req.socket.destroyed) gone();
  }

  /**
   * The callbacks of the answers of a connection that are not gone. They share one listener of the connection. A listener of each
   * response would not do: a pipelined response that waits for the one before it emits nothing when the connection closes.
   */
  #openOn(socket: Socket): Set<() => void> {
    const known = this.#open.get(socket);
    if (known) return known;
    const open = new Set<() => void>();
    this.#open.set(socket, open);
    socket.once('close', () => {
      for (const gone of open) gone();
    });
    return open;
  }
}
