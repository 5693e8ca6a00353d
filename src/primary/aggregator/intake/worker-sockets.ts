import { connect, createServer, type Server, type Socket } from 'node:net';
import {
  decodeGreeting,
  encodeFlushRequest,
  encodeGreeting,
  type FlushRequest,
  MAX_GREETING_BYTES,
  MessageSplitter,
  newToken,
  withLength,
} from '../../../shared/channel/socket-messages.js';
import { MAX_FRAME_BYTES } from '../../../shared/frame/frame.js';

/**
 * The aggregator's end of the connections from the workers. Each worker has two connections: one for its frames, and one for flush
 * requests.
 */
export class WorkerSockets {
  readonly #options: WorkerSocketsOptions;
  readonly #server: Server;
  readonly #strangers = new Set<Socket>();
  readonly #frames = new Map<number, Socket>();
  readonly #requests = new Map<number, Socket>();
  readonly #probes = new Map<string, () => void>();
  #path: string | undefined;

  constructor(options: WorkerSocketsOptions) {
    this.#options = options;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  /** Resolves with undefined once the server listens, or with the error if it cannot. Frames then come through the main loop. */
  listen(path: string): Promise<Error | undefined> {
    return new Promise((resolve) => {
      this.#server.on('error', resolve).listen({ path }, () => {
        this.#path = path;
        resolve(undefined);
      });
    });
  }

  /** Whether an incarnation has its connection for frames open. Some of its frames may be unread. */
  isOpen(incarnation: number): boolean {
    return this.#frames.has(incarnation);
  }

  /** Requests a flush of an incarnation. @returns whether the incarnation is connected */
  requestFlush(incarnation: number, request: FlushRequest): boolean {
    const socket = this.#requests.get(incarnation);
    // A worker that does not read has a request waiting already. More requests would fill the memory.
    if (socket?.writableLength === 0) socket.write(withLength(encodeFlushRequest(request)));
    return socket !== undefined;
  }

  /** Closes the connections of an incarnation. Frames that are not read are lost. */
  cut(incarnation: number): void {
    this.#frames.get(incarnation)?.destroy();
    this.#requests.get(incarnation)?.destroy();
  }

  /**
   * Calls `done` when all connections that were made before are accepted, and the frames that waited in them are read. The server
   * accepts connections in their order, one in each turn of the event loop. So the thread connects to its own server: when that
   * connection is accepted, all earlier ones are.
   */
  whenAccepted(done: () => void): void {
    if (this.#path === undefined) afterTurns(TURNS_TO_READ, done);
    else this.#probe(this.#path, done);
  }

  close(): void {
    this.#path = undefined;
    this.#server.close();
    for (const sockets of [this.#strangers, this.#frames.values(), this.#requests.values()])
      for (const socket of sockets) socket.destroy();
  }

  #probe(path: string, done: () => void): void {
    const token = newToken();
    const probe = connect({ path });
    const settle = () => {
      if (this.#probes.delete(token)) afterTurns(TURNS_TO_READ, done);
      probe.destroy();
    };
    this.#probes.set(token, settle);
    // A connection that fails calls `done` too, so that no entry waits for ever.
    probe.on('error', settle).on('close', settle);
    probe.write(withLength(encodeGreeting(token, 'frames')));
  }

  #accept(socket: Socket): void {
    const splitter = new MessageSplitter(MAX_GREETING_BYTES);
    let incarnation: number | undefined;
    this.#strangers.add(socket);
    // A thread that was busy for the whole time has not read the greeting. It reads it before `setImmediate` calls back.
    const cutLate = () => void (this.#strangers.has(socket) && socket.destroy());
    const late = setTimeout(() => setImmediate(cutLate), this.#options.greetingWithinMs ?? GREETING_WITHIN_MS);
    socket.on('data', (piece: Buffer) => {
      const isReadable = splitter.push(piece, (message) => {
        if (socket.destroyed) return;
        if (incarnation !== undefined) return this.#options.frame(incarnation, message);
        incarnation = this.#introduce(socket, message);
        if (incarnation === undefined) return;
        splitter.maxBytes = MAX_FRAME_BYTES;
        clearTimeout(late);
      });
      if (isReadable) return;
      if (incarnation !== undefined) this.#options.rejected('too_large');
      socket.destroy();
    });
    // `close` follows every error.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(late);
      this.#closed(socket, incarnation);
    });
    if (this.#strangers.size > MAX_STRANGERS) socket.destroy();
  }

  /** @returns the incarnation; undefined if the token is unknown, or if the incarnation has such a connection already */
  #introduce(socket: Socket, message: Buffer): number | undefined {
    const greeting = decodeGreeting(message);
    if (greeting) this.#probes.get(greeting.token)?.();
    const incarnation = greeting && this.#options.incarnationOf(greeting.token);
    const known = greeting?.purpose === 'flush-requests' ? this.#requests : this.#frames;
    if (incarnation === undefined || known.has(incarnation)) {
      socket.destroy();
      return undefined;
    }
    this.#strangers.delete(socket);
    known.set(incarnation, socket);
    return incarnation;
  }

  #closed(socket: Socket, incarnation: number | undefined): void {
    this.#strangers.delete(socket);
    if (incarnation === undefined) return;
    if (this.#requests.get(incarnation) === socket) this.#requests.delete(incarnation);
    else if (this.#frames.delete(incarnation)) this.#options.closed(incarnation);
  }
}

function afterTurns(turns: number, done: () => void): void {
  if (turns === 0) done();
  else setImmediate(() => afterTurns(turns - 1, done));
}

/** The functions that {@link WorkerSockets} call. */
export interface WorkerSocketsOptions {
  /** Returns the incarnation with this token, if its frames are merged. */
  readonly incarnationOf: (token: string) => number | undefined;
  /** Called with each frame. The bytes are valid during the call only. */
  readonly frame: (incarnation: number, bytes: Uint8Array) => void;
  /** Called when the connection for the frames of an incarnation is read to its end. */
  readonly closed: (incarnation: number) => void;
  /** Called when a message is larger than any frame. */
  readonly rejected: (reason: 'too_large') => void;
  /** Time within which a new connection has to present its token, in ms. @default 5000 */
  readonly greetingWithinMs?: number;
}

/** Default of {@link WorkerSocketsOptions.greetingWithinMs}. */
const GREETING_WITHIN_MS = 5000;
/** Maximum number of connections that have not presented a token yet. A worker presents its token at once. */
const MAX_STRANGERS = 64;
/** Number of turns of the event loop after which the data that waited in an accepted connection has been read. */
const TURNS_TO_READ = 2;
