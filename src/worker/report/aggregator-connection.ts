import { connect, type Socket } from 'node:net';
import { guarded } from '../../shared/basics/guard.js';
import {
  encodeGreeting,
  MessageSplitter,
  type Purpose,
  type SocketAddress,
  withLength,
} from '../../shared/channel/socket-messages.js';

/** One of a worker's connections to the aggregator thread. Connects again when it ends, never throws, keeps no process alive. */
export class AggregatorConnection {
  readonly #address: SocketAddress;
  readonly #purpose: Purpose;
  readonly #events: AggregatorConnectionEvents;
  #socket: Socket | undefined;
  #openedAt: number | undefined;
  #retryMs = FIRST_RETRY_MS;

  constructor(address: SocketAddress, purpose: Purpose, events: AggregatorConnectionEvents) {
    this.#address = address;
    this.#purpose = purpose;
    this.#events = events;
  }

  /** Whether the connection is open, so that messages can be sent. */
  get isOpen(): boolean {
    return this.#openedAt !== undefined;
  }

  /** Whether the system has not taken all messages yet, or the aggregator will not read them. */
  get hasUnsent(): boolean {
    const socket = this.#socket;
    // `writableLength` does not count a write that has failed at once.
    return (
      this.isOpen && socket !== undefined && (socket.writableLength > 0 || socket.errored !== null || socket.destroyed)
    );
  }

  /** Connects now, and again whenever the connection ends. */
  connect(): void {
    try {
      this.#open(connect({ path: this.#address.path }).unref());
    } catch (error) {
      this.#events.failed(error);
      this.#connectLater();
    }
  }

  /** @param onSent called when the system has taken the message, or when the connection has ended */
  send(message: Uint8Array, onSent: () => void): void {
    this.#socket?.write(withLength(message), onSent);
  }

  #open(socket: Socket): void {
    const splitter = new MessageSplitter();
    const failed = (error: unknown) => {
      this.#events.failed(error);
      socket.destroy();
    };
    const onConnect = () => {
      socket.write(withLength(encodeGreeting(this.#address.token, this.#purpose)));
      this.#openedAt = performance.now();
      this.#events.opened?.();
    };
    const onData = (piece: Buffer) => {
      const messages: Buffer[] = [];
      if (splitter.push(piece, (message) => messages.push(message))) this.#events.read?.(messages);
      else socket.destroy();
    };
    this.#socket = socket;
    socket.on('connect', guarded(onConnect, failed));
    socket.on('data', guarded(onData, failed));
    // `close` follows every error, and is handled below.
    socket.on('error', () => undefined);
    socket.on(
      'close',
      guarded(() => this.#closed(), failed),
    );
  }

  #closed(): void {
    const livedMs = this.#openedAt === undefined ? 0 : performance.now() - this.#openedAt;
    if (livedMs > LONG_LIFE_MS) this.#retryMs = FIRST_RETRY_MS;
    const wasOpen = this.isOpen;
    this.#openedAt = undefined;
    this.#connectLater();
    if (wasOpen) this.#events.lost?.();
  }

  #connectLater(): void {
    setTimeout(() => this.connect(), this.#retryMs).unref();
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }
}

/** Time between the end of a connection and the next attempt, in ms. The time doubles after each short connection. */
const FIRST_RETRY_MS = 20;
const LAST_RETRY_MS = 1000;
/** Lifetime, in ms, beyond which the aggregator has accepted the connection. The next retry waits FIRST_RETRY_MS again. */
const LONG_LIFE_MS = 1000;

/** The events of an {@link AggregatorConnection}. */
export interface AggregatorConnectionEvents {
  opened?(): void;
  /** The complete messages of a piece that was read. */
  read?(messages: readonly Buffer[]): void;
  /** An open connection has ended. The aggregator may not have read the last messages. */
  lost?(): void;
  /** Connecting, or a listener of one of these events, has thrown. */
  failed(error: unknown): void;
}
