import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** One request on a connection, from its headers to the end of its response. Used again for the next one. */
export class Exchange {
  request: IncomingMessage | undefined;
  response: ServerResponse | undefined;
  /** Method and target as the client sent them: apps and routers change those of the request. */
  method = '';
  url = '';
  startedAtMs = 0;
  ignored = false;
  requestBytes = 0;
  responseBytes = 0;
}

const NO_ROW = -1;

/** The requests in flight on one socket, usually one, and the bytes of it that no request has claimed yet. */
export class HttpConnection {
  readonly #socket: Socket;
  readonly #inFlight: Exchange[] = [];
  #spare: Exchange | undefined = new Exchange();
  #claimedRead = 0;
  #claimedWritten = 0;
  #lateRow = NO_ROW;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Begins an exchange; pipelined ones wait behind each other. */
  begin(request: IncomingMessage, response: ServerResponse, nowMs: number, ignored: boolean): void {
    const exchange = this.#spare ?? new Exchange();
    this.#spare = undefined;
    exchange.request = request;
    exchange.response = response;
    exchange.method = request.method ?? '';
    exchange.url = request.url ?? '';
    exchange.startedAtMs = nowMs;
    exchange.ignored = ignored;
    this.#inFlight.push(exchange);
  }

  /** The exchange whose response is being sent, if any. */
  get current(): Exchange | undefined {
    return this.#inFlight[0];
  }

  /** Takes the current exchange out, with the sizes it has on the wire. Give it back with {@link release}. */
  end(): Exchange | undefined {
    const exchange = this.#inFlight.shift();
    if (exchange === undefined) return undefined;
    // Responses leave in the order of their requests, so all that was written belongs to this one.
    const written = countOf(this.#socket.bytesWritten);
    exchange.responseBytes = written - this.#claimedWritten;
    this.#claimedWritten = written;
    exchange.requestBytes = this.#requestBytes(exchange);
    this.#claimedRead += exchange.requestBytes;
    return exchange;
  }

  /** Keeps an ended exchange for the next request, without what it referred to. */
  release(exchange: Exchange): void {
    exchange.request = undefined;
    exchange.response = undefined;
    this.#spare = exchange;
  }

  /** Says which row a request was counted in whose body is still arriving. */
  expectLateBytes(row: number): void {
    this.#lateRow = row;
  }

  /** Hands over what has arrived since for a request that had been answered before its body was read. */
  settleLateBytes(add: (row: number, bytes: number) => void): void {
    if (this.#lateRow === NO_ROW) return;
    const stated = this.#inFlight.map(statedBytes);
    // What a chunked request takes cannot be told from what came before it: then it keeps all.
    const late = stated.includes(undefined) ? 0 : this.#unclaimedBytes() - sum(stated);
    if (late > 0) {
      this.#claimedRead += late;
      add(this.#lateRow, late);
    }
    this.#lateRow = NO_ROW;
  }

  /**
   * The socket may have read ahead (the next requests, or half of one) or behind (a body that nobody waited for).
   * What a request states about itself bounds its part of what was read.
   */
  #requestBytes(exchange: Exchange): number {
    const stated = statedBytes(exchange);
    if (stated !== undefined) return Math.min(this.#unclaimedBytes(), stated);
    return Math.max(0, this.#unclaimedBytes() - sum(this.#inFlight.map(statedBytes)));
  }

  #unclaimedBytes(): number {
    return countOf(this.#socket.bytesRead) - this.#claimedRead;
  }
}

/** What a request says its size is; undefined for a chunked body. Node reads headers as latin1: a character is a byte. */
function statedBytes(exchange: Exchange): number | undefined {
  const rawHeaders = exchange.request?.rawHeaders ?? [];
  // "GET /path HTTP/1.1\r\n" and the empty line.
  let bytes = exchange.method.length + exchange.url.length + 14;
  let body = 0;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    const value = rawHeaders[index + 1] ?? '';
    bytes += name.length + value.length + 4;
    if (name.length === 17 && name.toLowerCase() === 'transfer-encoding') return undefined;
    if (name.length === 14 && name.toLowerCase() === 'content-length') body = Number(value);
  }
  return bytes + (Number.isFinite(body) ? body : 0);
}

function sum(sizes: readonly (number | undefined)[]): number {
  return sizes.reduce<number>((total, size) => total + (size ?? 0), 0);
}

/** A server can be given streams that are no sockets (`emit('connection', duplex)`) and count nothing. */
function countOf(bytes: number | undefined): number {
  return bytes ?? 0;
}
