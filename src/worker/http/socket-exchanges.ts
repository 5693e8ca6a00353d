import type { ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { UNKNOWN_BYTES } from '../rows/request-rows.js';
import { CHUNKED, type Exchange, statedBytes } from './exchange.js';

/** The requests in flight on one socket, usually one, and the bytes of the socket that no request has claimed yet. */
export class SocketExchanges {
  readonly socket: Socket;
  /** The index in the `SocketList`. */
  place = 0;
  #current: Exchange | undefined;
  /** Pipelined requests behind the current one. */
  readonly #waiting: Exchange[] = [];
  #claimedRead = 0;
  #claimedWritten = 0;
  #lateRow = NO_ROW;

  constructor(socket: Socket) {
    this.socket = socket;
  }

  /** Begins an exchange. A pipelined one waits until those before it have ended. */
  begin(exchange: Exchange): void {
    if (this.#current === undefined) this.#current = exchange;
    else this.#waiting.push(exchange);
  }

  /** The exchange whose response is being sent; undefined when no request is in flight. */
  get current(): Exchange | undefined {
    return this.#current;
  }

  /** Takes the current exchange out. The caller claims its bytes next. */
  end(): Exchange | undefined {
    const exchange = this.#current;
    this.#current = this.#waiting.length === 0 ? undefined : this.#waiting.shift();
    return exchange;
  }

  /**
   * The bytes of a response that has just ended: all that no response has claimed, since responses leave in order.
   * {@link UNKNOWN_BYTES} if the stream does not count what it writes.
   */
  claimWritten({ response }: Exchange): number {
    const written = bytesWrittenOf(this.socket);
    if (written < this.#claimedWritten || (written === 0 && this.#isUncounted(response))) return UNKNOWN_BYTES;
    const bytes = written - this.#claimedWritten;
    this.#claimedWritten = written;
    return bytes;
  }

  /**
   * The bytes of a request whose response has just ended. The socket may have read more (a part of the next requests) or
   * less (a body that the app did not wait for). The size that a request states limits its share of the bytes read.
   * {@link UNKNOWN_BYTES} if the stream does not count what it reads.
   */
  claimRead(exchange: Exchange): number {
    const unclaimed = this.#unclaimedBytes();
    if (unclaimed < 0) return UNKNOWN_BYTES;
    const stated = statedBytes(exchange);
    const bytes =
      stated === CHUNKED ? Math.max(0, unclaimed - sum(this.#statedInFlight())) : Math.min(unclaimed, stated);
    this.#claimedRead += bytes;
    return bytes;
  }

  /** Remembers the row of a request that was counted while its body was still arriving. */
  expectLateBytes(row: number): void {
    this.#lateRow = row;
  }

  /** Calls `add` with the bytes that have arrived since the call of {@link expectLateBytes}, if any. */
  settleLateBytes(add: (row: number, bytes: number) => void): void {
    const row = this.#lateRow;
    if (row === NO_ROW) return;
    this.#lateRow = NO_ROW;
    const stated = this.#statedInFlight();
    // Nothing marks where late bytes end and a chunked request behind them begins: the chunked request gets all of the bytes.
    const late = stated.includes(CHUNKED) ? 0 : this.#unclaimedBytes() - sum(stated);
    if (late > 0) {
      this.#claimedRead += late;
      add(row, late);
    }
  }

  /**
   * Whether a stream that says it has written nothing does not count its bytes: a whole response has bytes. A `net.Socket` always
   * counts. Node calls a response on it finished, too, if nothing was written because the client had left.
   */
  #isUncounted({ writableFinished }: ServerResponse): boolean {
    return writableFinished && !(this.socket instanceof Socket);
  }

  #statedInFlight(): number[] {
    return this.#current === undefined ? [] : [this.#current, ...this.#waiting].map(statedBytes);
  }

  /** Negative if the stream does not count what it reads. A stream with a request has read bytes: 0 is no count of them. */
  #unclaimedBytes(): number {
    const read = countOf(this.socket.bytesRead);
    return read > 0 ? read - this.#claimedRead : UNKNOWN_BYTES;
  }
}

/** Stands for the row of late bytes while no request expects late bytes. */
const NO_ROW = -1;

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + Math.max(0, size), 0);
}

/**
 * The bytes that a socket has written, or {@link UNKNOWN_BYTES}. `bytesWritten` copies the list of pending writes to add them up.
 * Without pending writes, Node's own count of the bytes that it has handed over is the same number.
 */
function bytesWrittenOf(socket: Socket & { readonly _bytesDispatched?: unknown }): number {
  if (socket.writableLength === 0) {
    const dispatched = socket._bytesDispatched;
    if (typeof dispatched === 'number') return countOf(dispatched);
  }
  return countOf(socket.bytesWritten);
}

/** An app can give a server a stream that is no socket and counts no bytes: `emit('connection', duplex)`. */
function countOf(bytes: unknown): number {
  return typeof bytes === 'number' && bytes >= 0 ? bytes : UNKNOWN_BYTES;
}
