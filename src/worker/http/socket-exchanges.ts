import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * One request on a connection, from its headers to the end of its response. Made anew for each request: an old object
 * that is given new ones to hold costs the garbage collector more than a small one that dies young.
 */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Method and target as the client sent them: apps and routers change those of the request. */
  readonly method: string;
  readonly url: string;
  readonly startedAtMs: number;
  readonly ignored: boolean;

  constructor(request: IncomingMessage, response: ServerResponse, startedAtMs: number, ignored: boolean) {
    this.request = request;
    this.response = response;
    this.method = request.method ?? '';
    this.url = request.url ?? '';
    this.startedAtMs = startedAtMs;
    this.ignored = ignored;
  }
}

const NO_ROW = -1;

/** The requests in flight on one socket, usually one, and the bytes of it that no request has claimed yet. */
export class HttpConnection {
  readonly socket: Socket;
  /** Where the list of open connections has it. */
  place = 0;
  #current: Exchange | undefined;
  /** Pipelined ones behind the current one. */
  readonly #waiting: Exchange[] = [];
  #claimedRead = 0;
  #claimedWritten = 0;
  #lateRow = NO_ROW;

  constructor(socket: Socket) {
    this.socket = socket;
  }

  /** Begins an exchange; pipelined ones wait behind each other. */
  begin(exchange: Exchange): void {
    if (this.#current === undefined) this.#current = exchange;
    else this.#waiting.push(exchange);
  }

  /** The exchange whose response is being sent, if any. */
  get current(): Exchange | undefined {
    return this.#current;
  }

  /** Takes the current exchange out; its bytes are to be claimed next. */
  end(): Exchange | undefined {
    const exchange = this.#current;
    this.#current = this.#waiting.length === 0 ? undefined : this.#waiting.shift();
    return exchange;
  }

  /** The bytes of a response that has just ended. Responses leave in the order of their requests: all there is belongs to it. */
  claimWritten(): number {
    const written = bytesWrittenOf(this.socket);
    const bytes = written - this.#claimedWritten;
    this.#claimedWritten = written;
    return bytes;
  }

  /**
   * The bytes of a request whose response has just ended. The socket may have read ahead (the next requests, or half of
   * one) or behind (a body that nobody waited for): what a request states about itself bounds its part of what was read.
   */
  claimRead(exchange: Exchange): number {
    const stated = statedBytes(exchange);
    const unclaimed = this.#unclaimedBytes();
    const bytes =
      stated === CHUNKED ? Math.max(0, unclaimed - sum(this.#statedInFlight())) : Math.min(unclaimed, stated);
    this.#claimedRead += bytes;
    return bytes;
  }

  /** Says which row a request was counted in whose body is still arriving. */
  expectLateBytes(row: number): void {
    this.#lateRow = row;
  }

  /** Hands over what has arrived since for a request that had been answered before its body was read. */
  settleLateBytes(add: (row: number, bytes: number) => void): void {
    if (this.#lateRow === NO_ROW) return;
    const stated = this.#statedInFlight();
    // What a chunked request takes cannot be told from what came before it: then it keeps all.
    const late = stated.includes(CHUNKED) ? 0 : this.#unclaimedBytes() - sum(stated);
    if (late > 0) {
      this.#claimedRead += late;
      add(this.#lateRow, late);
    }
    this.#lateRow = NO_ROW;
  }

  #statedInFlight(): number[] {
    return this.#current === undefined ? [] : [this.#current, ...this.#waiting].map(statedBytes);
  }

  #unclaimedBytes(): number {
    return countOf(this.socket.bytesRead) - this.#claimedRead;
  }
}

/** In place of a number: a chunked body does not say how long it is. */
const CHUNKED = -1;

/** What a request says its size is. Node reads headers as latin1: a character is a byte. */
function statedBytes({ request, method, url }: Exchange): number {
  const { rawHeaders } = request;
  const { length } = rawHeaders;
  // "GET /path HTTP/1.1\r\n" and the empty line; ": " and "\r\n" with each header.
  let bytes = method.length + url.length + 14 + length * 2;
  for (let index = 0; index < length; index += 2) {
    const name = rawHeaders[index] ?? '';
    const value = rawHeaders[index + 1] ?? '';
    bytes += name.length + value.length;
    if (name.length === 17 && name.toLowerCase() === 'transfer-encoding') return CHUNKED;
    if (name.length === 14 && name.toLowerCase() === 'content-length') bytes += bodyBytes(value);
  }
  return bytes;
}

function bodyBytes(contentLength: string): number {
  const bytes = Number(contentLength);
  return Number.isFinite(bytes) ? bytes : 0;
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + Math.max(0, size), 0);
}

/**
 * What a socket has written. `bytesWritten` copies the list of pending writes to add them up; Node's own count of what it
 * has handed over is the same number once none is pending.
 */
function bytesWrittenOf(socket: Socket & { readonly _bytesDispatched?: unknown }): number {
  if (socket.writableLength === 0) {
    const dispatched = socket._bytesDispatched;
    if (typeof dispatched === 'number') return dispatched;
  }
  return countOf(socket.bytesWritten);
}

/** A server can be given streams that are no sockets (`emit('connection', duplex)`) and count nothing. */
function countOf(bytes: number | undefined): number {
  return bytes ?? 0;
}
