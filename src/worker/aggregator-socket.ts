import { connect, type Socket } from 'node:net';
import { type Ask, decodeAsk, MessageSplitter, type SocketAddress, withLength } from '../shared/socket-messages.js';

/** What an {@link AggregatorSocket} tells. */
export interface AggregatorSocketEvents {
  /** A flush is wanted. Of several that came together, the last one: those before it have waited in vain. */
  asked(ask: Ask): void;
  /** It is closed, with these frames not on their way. A new connection is tried. */
  lost(frames: readonly Uint8Array[]): void;
}

/** How long after the end of a connection the next one is tried; twice as long after each that was refused. */
const FIRST_RETRY_MS = 20;
const LAST_RETRY_MS = 1000;

/** A frame on its way, with the place of its end in all that was ever written to the connection. */
interface Sending {
  readonly frame: Uint8Array;
  readonly bytes: number;
}

/** The worker's end of its connection to the aggregator thread. Keeps no process alive, and never throws. */
export class AggregatorSocket {
  readonly #address: SocketAddress;
  readonly #events: AggregatorSocketEvents;
  #socket: Socket | undefined;
  #isOpen = false;
  #sending: Sending[] = [];
  #retryMs = FIRST_RETRY_MS;

  constructor(address: SocketAddress, events: AggregatorSocketEvents) {
    this.#address = address;
    this.#events = events;
  }

  /** Whether frames can be sent. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Frames that the system has not taken yet, oldest first. */
  get unsent(): Uint8Array[] {
    let left = this.#socket?.writableLength ?? 0;
    const unsent: Uint8Array[] = [];
    for (const { frame, bytes } of [...this.#sending].reverse()) {
      if (left <= 0) break;
      left -= bytes;
      unsent.unshift(frame);
    }
    return unsent;
  }

  /** Connects, and again whenever the connection ends. */
  connect(): void {
    const socket = connect({ path: this.#address.path });
    const splitter = new MessageSplitter();
    this.#socket = socket.unref();
    socket.on('connect', () => {
      socket.write(withLength(Buffer.from(this.#address.token)));
      this.#isOpen = true;
      this.#retryMs = FIRST_RETRY_MS;
    });
    socket.on('data', (piece: Buffer) => this.#read(piece, splitter));
    // `close` follows, and says the rest.
    socket.on('error', () => undefined);
    socket.on('close', () => this.#closed());
  }

  /** @param onSent called once the system has taken the frame, or the connection has ended */
  send(frame: Uint8Array, onSent: () => void): void {
    const bytes = withLength(frame);
    const sending = { frame, bytes: bytes.byteLength };
    this.#sending.push(sending);
    this.#socket?.write(bytes, (error) => {
      // What failed is told by `lost`.
      if (!error) this.#sending = this.#sending.filter((other) => other !== sending);
      onSent();
    });
  }

  #read(piece: Buffer, splitter: MessageSplitter): void {
    let last: Ask | undefined;
    const isReadable = splitter.push(piece, (message) => {
      const ask = decodeAsk(message);
      if (ask) last = { id: Math.max(ask.id, last?.id ?? 0), full: ask.full || last?.full === true };
    });
    if (!isReadable) this.#socket?.destroy();
    else if (last) this.#events.asked(last);
  }

  #closed(): void {
    const lost = this.#sending.map(({ frame }) => frame);
    this.#sending = [];
    this.#isOpen = false;
    this.#events.lost(lost);
    setTimeout(() => this.connect(), this.#retryMs).unref();
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }
}
