import { connect, type Socket } from 'node:net';
import {
  encodeGreeting,
  MessageSplitter,
  type Purpose,
  type SocketAddress,
  withLength,
} from '../../shared/channel/socket-messages.js';

/** What an {@link AggregatorConnection} tells. */
export interface AggregatorConnectionEvents {
  opened?(): void;
  /** The complete messages of a piece that was read. */
  read?(messages: readonly Buffer[]): void;
  /** It was open, and is not any more. What was sent last may not have been read. */
  lost?(): void;
}

/** How long after the end of a connection the next one is tried; twice as long after each that was short. */
const FIRST_RETRY_MS = 20;
const LAST_RETRY_MS = 1000;
/** One that is refused lives shorter. */
const LONG_LIFE_MS = 1000;

/** One of a worker's connections to the aggregator thread. Keeps no process alive, and never throws. */
export class AggregatorConnection {
  readonly #address: SocketAddress;
  readonly #purpose: Purpose;
  readonly #events: AggregatorConnectionEvents;
  #socket: Socket | undefined;
  #openedAt: number | undefined;
  #retryMs = FIRST_RETRY_MS;

  constructor(address: SocketAddress, purpose: Purpose, events: AggregatorConnectionEvents = {}) {
    this.#address = address;
    this.#purpose = purpose;
    this.#events = events;
  }

  /** Whether it can be sent to. */
  get isOpen(): boolean {
    return this.#openedAt !== undefined;
  }

  /** Claims that not all that was sent is with the system, or that nobody will read it. */
  get hasUnsent(): boolean {
    const socket = this.#socket;
    // A write that fails at once does not count into the length.
    return (
      this.isOpen && socket !== undefined && (socket.writableLength > 0 || socket.errored !== null || socket.destroyed)
    );
  }

  /** Connects, and again whenever the connection ends. */
  connect(): void {
    const socket = connect({ path: this.#address.path }).unref();
    const splitter = new MessageSplitter();
    this.#socket = socket;
    socket.on('connect', () => {
      socket.write(withLength(encodeGreeting(this.#address.token, this.#purpose)));
      this.#openedAt = performance.now();
      this.#events.opened?.();
    });
    socket.on('data', (piece: Buffer) => {
      const messages: Buffer[] = [];
      if (splitter.push(piece, (message) => messages.push(message))) this.#events.read?.(messages);
      else socket.destroy();
    });
    // `close` follows, and says the rest.
    socket.on('error', () => undefined);
    socket.on('close', () => this.#closed());
  }

  /** @param onSent called once the system has taken the message, or the connection has ended */
  send(message: Uint8Array, onSent: () => void): void {
    this.#socket?.write(withLength(message), onSent);
  }

  #closed(): void {
    const livedMs = this.#openedAt === undefined ? 0 : performance.now() - this.#openedAt;
    if (livedMs > LONG_LIFE_MS) this.#retryMs = FIRST_RETRY_MS;
    const wasOpen = this.isOpen;
    this.#openedAt = undefined;
    if (wasOpen) this.#events.lost?.();
    setTimeout(() => this.connect(), this.#retryMs).unref();
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }
}
