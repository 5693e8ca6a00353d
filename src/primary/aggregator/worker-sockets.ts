import { createServer, type Server, type Socket } from 'node:net';
import { type Ask, encodeAsk, MessageSplitter, withLength } from '../../shared/socket-messages.js';

/** What {@link WorkerSockets} need. */
export interface WorkerSocketsOptions {
  /** Whose token it is, of those whose frames are taken. */
  readonly incarnationOf: (token: string) => number | undefined;
  /** A frame; its bytes are good during the call. */
  readonly frame: (incarnation: number, bytes: Uint8Array) => void;
  /** Nothing more comes by the socket of an incarnation. */
  readonly closed: (incarnation: number) => void;
  /** Something that is no frame, of a size that no frame has. */
  readonly rejected: (reason: 'too_large') => void;
}

/** Who connects has to say within this time who it is. */
const TOKEN_WITHIN_MS = 5000;

/** The aggregator's end of the connections from the workers, by which their frames come. */
export class WorkerSockets {
  readonly #options: WorkerSocketsOptions;
  readonly #server: Server;
  readonly #connections = new Set<Socket>();
  readonly #sockets = new Map<number, Socket>();

  constructor(options: WorkerSocketsOptions) {
    this.#options = options;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  /** Resolves with why it cannot listen, if so: frames then come by way of the primary. */
  listen(path: string): Promise<Error | undefined> {
    return new Promise((resolve) => {
      this.#server.on('error', resolve).listen({ path }, () => resolve(undefined));
    });
  }

  /** Claims that an incarnation is connected. What it sent may be unread. */
  isOpen(incarnation: number): boolean {
    return this.#sockets.has(incarnation);
  }

  /** Asks an incarnation for a flush. @returns whether it is connected */
  ask(incarnation: number, ask: Ask): boolean {
    const socket = this.#sockets.get(incarnation);
    // One that does not read has asks enough; without end they would fill the memory.
    if (socket?.writableLength === 0) socket.write(withLength(encodeAsk(ask)));
    return socket !== undefined;
  }

  /** Ends the connection of an incarnation, read or not. */
  cut(incarnation: number): void {
    this.#sockets.get(incarnation)?.destroy();
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#connections) socket.destroy();
  }

  #accept(socket: Socket): void {
    const splitter = new MessageSplitter();
    let incarnation: number | undefined;
    this.#connections.add(socket);
    socket.setTimeout(TOKEN_WITHIN_MS, () => socket.destroy());
    socket.on('data', (piece: Buffer) => {
      const isReadable = splitter.push(piece, (message) => {
        if (socket.destroyed) return;
        if (incarnation !== undefined) this.#options.frame(incarnation, message);
        else incarnation = this.#introduce(socket, message);
      });
      if (isReadable) return;
      if (incarnation !== undefined) this.#options.rejected('too_large');
      socket.destroy();
    });
    // `close` follows, and says the rest.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#connections.delete(socket);
      if (incarnation === undefined) return;
      this.#sockets.delete(incarnation);
      this.#options.closed(incarnation);
    });
  }

  /** @returns who it is; undefined when that is not known, or when another connection of its is not read to the end */
  #introduce(socket: Socket, token: Buffer): number | undefined {
    const incarnation = this.#options.incarnationOf(token.toString('latin1'));
    if (incarnation === undefined || this.#sockets.has(incarnation)) {
      socket.destroy();
      return undefined;
    }
    this.#sockets.set(incarnation, socket);
    socket.setTimeout(0);
    return incarnation;
  }
}
