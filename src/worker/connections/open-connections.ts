import { ServerResponse } from 'node:http';
import type { Server, Socket } from 'node:net';
import { isObject, property } from '../../shared/basics/unknown-values.js';
import { ConnectionCounts } from './connection-counts.js';

/** After so many looks without a byte, a connection that has no request in progress is closed. */
const QUIET_LOOKS = 5;

/** The open connections of one server, known from the moment this is made. */
export class Connections {
  readonly #server: Server;
  readonly #counts: ConnectionCounts;
  readonly #sockets = new Set<Socket>();
  readonly #sessions = new Set<{ close(): void }>();
  readonly #quiet = new WeakMap<Socket, { bytesRead: number; looks: number }>();
  readonly #whenEmpty: (() => void)[] = [];
  #looks = 0;

  /** @param counts raised and lowered as connections come and go; may be those of other servers too */
  constructor(server: Server, counts = new ConnectionCounts()) {
    this.#server = server;
    this.#counts = counts;
    // With TLS there are two sockets: the one below, known from the handshake on, and the one that HTTP speaks on.
    server.on('connection', (socket: Socket) => this.#addConnection(socket));
    server.on('secureConnection', (socket: Socket) => this.#addSecured(socket));
    server.on('tlsClientError', () => {
      counts.handshakeErrors += 1;
    });
    server.on('session', (session: unknown) => this.#addSession(session));
  }

  /** Resolves when none is open, and every listener to the end of the last one has run. */
  untilEmpty(): Promise<void> {
    if (this.#sockets.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenEmpty.push(resolve);
    });
  }

  /** From now on each response says `Connection: close` if its headers are not sent yet, and HTTP/2 takes no new stream. */
  announceClose(): void {
    for (const socket of this.#sockets) forbidKeepAlive(property(socket, '_httpMessage'));
    this.#server.prependListener('request', (_request: unknown, response: unknown) => forbidKeepAlive(response));
    for (const session of this.#sessions) session.close();
    this.#server.prependListener('session', (session: { close(): void }) => session.close());
  }

  /**
   * Closes what has nothing left to do. To be called repeatedly: a connection between two requests is not closed at
   * once, because a busy client would send its next request into the closing; until then that request is answered, and
   * the answer says `Connection: close`.
   */
  closeQuiet(): void {
    if (++this.#looks > QUIET_LOOKS) callMethod(this.#server, 'closeIdleConnections');
    for (const socket of this.#sockets) if (this.#isQuiet(socket)) socket.destroy();
  }

  /** Closes everything, whatever is in progress. */
  closeAll(): void {
    callMethod(this.#server, 'closeAllConnections');
    for (const socket of this.#sockets) socket.destroy();
  }

  // closeIdleConnections() leaves out connections that never sent a request (browsers open such in advance).
  // `parser` is there as long as a socket speaks HTTP/1: not after an upgrade.
  #isQuiet(socket: Socket): boolean {
    if (isObject(property(socket, '_httpMessage')) || !isObject(property(socket, 'parser'))) return false;
    const { bytesRead } = socket;
    const last = this.#quiet.get(socket);
    const looks = last?.bytesRead === bytesRead ? last.looks + 1 : 1;
    this.#quiet.set(socket, { bytesRead, looks });
    return looks > QUIET_LOOKS;
  }

  #addConnection(socket: Socket): void {
    this.#counts.accepted += 1;
    this.#counts.open += 1;
    this.#sockets.add(socket);
    socket.once('close', () => {
      this.#counts.open -= 1;
      this.#remove(socket);
    });
  }

  #addSecured(socket: Socket): void {
    this.#counts.handshakes += 1;
    this.#sockets.add(socket);
    socket.once('close', () => this.#remove(socket));
  }

  #remove(socket: Socket): void {
    this.#sockets.delete(socket);
    if (this.#sockets.size === 0) for (const resolve of this.#whenEmpty.splice(0)) resolve();
  }

  #addSession(session: unknown): void {
    if (!isSession(session)) return;
    this.#counts.sessions += 1;
    this.#sessions.add(session);
    session.once('close', () => {
      this.#counts.sessions -= 1;
      this.#sessions.delete(session);
    });
  }
}

// The responses in progress are known to their sockets alone, under a name that Node has kept since its first releases.
// A list of our own would cost every request a listener. Without that name, they are closed by closeQuiet() afterwards.
function forbidKeepAlive(response: unknown): void {
  if (response instanceof ServerResponse && !response.headersSent) response.setHeader('Connection', 'close');
}

interface Session {
  close(): void;
  once(event: 'close', listener: () => void): unknown;
}

function isSession(session: unknown): session is Session {
  return typeof property(session, 'close') === 'function' && typeof property(session, 'once') === 'function';
}

function callMethod(of: object, name: string): void {
  const method = property(of, name);
  if (typeof method === 'function') Reflect.apply(method, of, []);
}
