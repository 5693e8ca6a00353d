import { ServerResponse } from 'node:http';
import type { Server, Socket } from 'node:net';
import { isObject, property } from '../../shared/basics/unknown-values.js';

/** The open connections of one server of the app, known from the construction on: counted, and closed for a drain. */
export class OpenConnections {
  readonly #server: Server;
  readonly #counts: ConnectionCounts;
  readonly #sockets = new Set<Socket>();
  readonly #sessions = new Set<{ close(): void }>();
  readonly #quiet = new WeakMap<Socket, { bytesRead: number; looks: number }>();
  readonly #whenEmpty: (() => void)[] = [];
  #looks = 0;

  /** @param counts raised and lowered as connections come and go; several servers may share them */
  constructor(server: Server, counts = new ConnectionCounts()) {
    this.#server = server;
    this.#counts = counts;
    // With TLS a connection has two sockets: `connection` brings the TCP socket, `secureConnection` the one for HTTP.
    server.on('connection', (socket: Socket) => this.#addConnection(socket));
    server.on('secureConnection', (socket: Socket) => this.#addSecured(socket));
    server.on('tlsClientError', () => {
      counts.handshakeErrors += 1;
    });
    server.on('session', (session: unknown) => this.#addSession(session));
  }

  /** Resolves when no connection is open, and after the `close` listeners of the last connection have run. */
  untilEmpty(): Promise<void> {
    if (this.#sockets.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenEmpty.push(resolve);
    });
  }

  /** Every response whose headers are not sent yet says `Connection: close` from now on. HTTP/2 accepts no new stream. */
  announceClose(): void {
    for (const socket of this.#sockets) forbidKeepAlive(property(socket, '_httpMessage'));
    this.#server.prependListener('request', (_request: unknown, response: unknown) => forbidKeepAlive(response));
    for (const session of this.#sessions) session.close();
    this.#server.prependListener('session', (session: { close(): void }) => session.close());
  }

  /**
   * Closes connections that have nothing left to do. To be called repeatedly. A connection between two requests is not
   * closed at the first call, because a busy client could send its next request at that moment and lose it. Such a request
   * is answered, and its response says `Connection: close`.
   */
  closeQuiet(): void {
    if (++this.#looks > QUIET_LOOKS) callMethod(this.#server, 'closeIdleConnections');
    for (const socket of this.#sockets) if (this.#isQuiet(socket)) socket.destroy();
  }

  /** Closes all connections, whatever is in progress on them. */
  closeAll(): void {
    callMethod(this.#server, 'closeAllConnections');
    for (const socket of this.#sockets) socket.destroy();
  }

  // closeIdleConnections() leaves out connections that never sent a request. Browsers open such connections in advance.
  // A socket has a `parser` while it speaks HTTP/1, which ends with an upgrade.
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

/** Number of looks without a byte after which a connection that has no request in progress is closed. */
const QUIET_LOOKS = 5;

// Only the sockets know the responses in progress, by a property that Node has had since its first releases. A list of our
// own would cost every request a listener. If Node drops the property, closeQuiet() closes these connections later.
function forbidKeepAlive(response: unknown): void {
  if (response instanceof ServerResponse && !response.headersSent) response.setHeader('Connection', 'close');
}

/** The counts of {@link OpenConnections}, of one server or of several servers together. */
export class ConnectionCounts {
  /** Connections that are open now. A connection with TLS counts once. */
  open = 0;
  /** Connections that were ever handed to a server. */
  accepted = 0;
  /** TLS handshakes that were completed. */
  handshakes = 0;
  /** TLS handshakes that failed, or that the client left. */
  handshakeErrors = 0;
  /** HTTP/2 sessions that are open now. */
  sessions = 0;
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
