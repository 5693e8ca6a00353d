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

/** What {@link WorkerSockets} need. */
export interface WorkerSocketsOptions {
  /** Whose token it is, of those whose frames are taken. */
  readonly incarnationOf: (token: string) => number | undefined;
  /** A frame; its bytes are good during the call. */
  readonly frame: (incarnation: number, bytes: Uint8Array) => void;
  /** Nothing more comes by the connection of an incarnation. */
  readonly closed: (incarnation: number) => void;
  /** Something that is no frame, of a size that no frame has. */
  readonly rejected: (reason: 'too_large') => void;
}

/** Who connects has to say within this time who it is. */
const GREETING_WITHIN_MS = 5000;
/** So many may not have said it yet; workers do at once. */
const MOST_STRANGERS = 64;
/** In so many turns of the event loop what waits in an accepted connection is read. */
const TURNS_TO_READ = 2;

/** The aggregator's end of the connections from the workers: by one of each worker its frames come, by another one it is asked. */
export class WorkerSockets {
  readonly #options: WorkerSocketsOptions;
  readonly #server: Server;
  readonly #strangers = new Set<Socket>();
  readonly #frames = new Map<number, Socket>();
  readonly #asks = new Map<number, Socket>();
  readonly #probes = new Map<string, () => void>();
  #path: string | undefined;

  constructor(options: WorkerSocketsOptions) {
    this.#options = options;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  /** Resolves with why it cannot listen, if so: frames then come by way of the primary. */
  listen(path: string): Promise<Error | undefined> {
    return new Promise((resolve) => {
      this.#server.on('error', resolve).listen({ path }, () => {
        this.#path = path;
        resolve(undefined);
      });
    });
  }

  /** Claims that the frames of an incarnation come by a connection. What it sent may be unread. */
  isOpen(incarnation: number): boolean {
    return this.#frames.has(incarnation);
  }

  /** Asks an incarnation for a flush. @returns whether it is connected */
  ask(incarnation: number, ask: FlushRequest): boolean {
    const socket = this.#asks.get(incarnation);
    // One that does not read has asks enough; without end they would fill the memory.
    if (socket?.writableLength === 0) socket.write(withLength(encodeFlushRequest(ask)));
    return socket !== undefined;
  }

  /** Ends the connections of an incarnation, read or not. */
  cut(incarnation: number): void {
    this.#frames.get(incarnation)?.destroy();
    this.#asks.get(incarnation)?.destroy();
  }

  /**
   * Calls back once all connections are known that were made before. They are accepted one a turn of the event loop, in their
   * order: so are those that this makes to itself.
   */
  whenAccepted(done: () => void): void {
    if (this.#path === undefined) afterTurns(TURNS_TO_READ, done);
    else this.#probe(this.#path, done);
  }

  close(): void {
    this.#path = undefined;
    this.#server.close();
    for (const sockets of [this.#strangers, this.#frames.values(), this.#asks.values()])
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
    // Whatever becomes of it: nobody waits for ever.
    probe.on('error', settle).on('close', settle);
    probe.write(withLength(encodeGreeting(token, 'frames')));
  }

  #accept(socket: Socket): void {
    const splitter = new MessageSplitter(MAX_GREETING_BYTES);
    let incarnation: number | undefined;
    this.#strangers.add(socket);
    const late = setTimeout(() => socket.destroy(), GREETING_WITHIN_MS);
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
    // `close` follows, and says the rest.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(late);
      this.#closed(socket, incarnation);
    });
    if (this.#strangers.size > MOST_STRANGERS) socket.destroy();
  }

  /** @returns who it is; undefined when that is not known, or when another connection of its is not read to the end */
  #introduce(socket: Socket, message: Buffer): number | undefined {
    const greeting = decodeGreeting(message);
    if (greeting) this.#probes.get(greeting.token)?.();
    const incarnation = greeting && this.#options.incarnationOf(greeting.token);
    const known = greeting?.purpose === 'flush-requests' ? this.#asks : this.#frames;
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
    if (this.#asks.get(incarnation) === socket) this.#asks.delete(incarnation);
    else if (this.#frames.delete(incarnation)) this.#options.closed(incarnation);
  }
}

function afterTurns(turns: number, done: () => void): void {
  if (turns === 0) done();
  else setImmediate(() => afterTurns(turns - 1, done));
}
