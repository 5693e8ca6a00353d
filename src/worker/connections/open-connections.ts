import { ServerResponse } from 'node:http';
import type { Server, Socket } from 'node:net';
import type { Guard } from '../../shared/basics/guard.js';
import { property } from '../../shared/basics/unknown-values.js';
import { type Activity, ConnectionActivities } from './connection-activities.js';
import { ConnectionEnds } from './connection-ends.js';

/** The open connections of one server of the app, known from the construction on: counted, and closed for a drain. */
export class OpenConnections {
  readonly #server: Server;
  readonly #guard: Guard;
  readonly #counts: ConnectionCounts;
  readonly #ends: ConnectionEnds;
  readonly #sockets = new Set<Socket>();
  readonly #sessions = new Set<Session>();
  readonly #activities = new ConnectionActivities();
  readonly #whenEmpty: (() => void)[] = [];

  /**
   * @param guard notes what a listener or the closing of a connection has thrown
   * @param counts raised and lowered as connections come and go; several servers may share them
   * @param ends tell when a connection has ended; several servers may share them
   */
  constructor(server: Server, guard: Guard, counts = new ConnectionCounts(), ends = new ConnectionEnds(guard.failed)) {
    this.#server = server;
    this.#guard = guard;
    this.#counts = counts;
    this.#ends = ends;
    const listen = (event: string, listener: (value: unknown) => void) => server.on(event, guard.wrap(listener));
    // With TLS a connection has two sockets: `connection` brings the TCP socket, `secureConnection` the one for HTTP.
    listen('connection', (socket) => this.#addConnection(socket as Socket));
    listen('secureConnection', (socket) => this.#addSecured(socket as Socket));
    listen('tlsClientError', () => {
      counts.handshakeErrors += 1;
    });
    listen('session', (session) => this.#addSession(session));
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
    const guard = this.#guard;
    const forbid = (response: unknown) => void guard.run(() => forbidKeepAlive(response));
    const close = (session: unknown) => void guard.run(() => callMethod(session, 'close'));
    this.#server.prependListener('request', (_request: unknown, response: unknown) => forbid(response));
    this.#server.prependListener('session', close);
    for (const socket of this.#sockets) forbid(property(socket, '_httpMessage'));
    for (const session of this.#sessions) close(session);
  }

  /**
   * Closes connections that have nothing left to do. To be called repeatedly. A connection between two requests is not
   * closed at the first call, because a busy client could send its next request at that moment and lose it. Such a request
   * is answered, and its response says `Connection: close`.
   */
  closeQuiet(): void {
    this.#ends.look();
    const states = new Set<Activity>();
    for (const socket of this.#sockets) {
      const activity = this.#activities.look(socket);
      states.add(activity);
      if (activity === 'quiet') this.#destroy(socket);
    }
    // Node knows by its parser which connections are between two requests: from Node 26 on also those that never sent one. It
    // would close a connection that is 'sending', too, and cut its response off.
    if (!states.has('unclear') || states.has('sending') || states.has('recent')) return;
    this.#guard.run(() => callMethod(this.#server, 'closeIdleConnections'));
  }

  /** Closes all connections, whatever is in progress on them. */
  closeAll(): void {
    this.#guard.run(() => callMethod(this.#server, 'closeAllConnections'));
    for (const socket of this.#sockets) this.#destroy(socket);
  }

  /** Takes the connections that have not ended for ended, so that their requests are recorded. To be called at the very end. */
  giveUp(): void {
    for (const socket of this.#sockets) this.#ends.giveUp(socket);
  }

  #destroy(socket: Socket): void {
    this.#guard.run(() => callMethod(socket, 'destroy'));
  }

  #addConnection(socket: Socket): void {
    this.#counts.accepted += 1;
    this.#counts.open += 1;
    this.#sockets.add(socket);
    this.#ends.watch(socket, () => {
      this.#counts.open -= 1;
      this.#remove(socket);
    });
  }

  #addSecured(socket: Socket): void {
    this.#counts.handshakes += 1;
    this.#sockets.add(socket);
    this.#ends.watch(socket, () => this.#remove(socket));
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

function callMethod(of: unknown, name: string): void {
  const method = property(of, name);
  if (typeof method === 'function') Reflect.apply(method, of, []);
}
