import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { monotonicMs } from '../../shared/basics/monotonic-clock.js';
import { ConnectionEnds } from '../connections/connection-ends.js';
import { UNKNOWN_BYTES } from '../rows/request-rows.js';
import { Exchange } from './exchange.js';
import type { HttpTable } from './http-table.js';
import { EndpointNamer, type EndpointOptions } from './routes/endpoint-namer.js';
import { SocketExchanges } from './socket-exchanges.js';
import { SocketList } from './socket-list.js';

/** Records the requests of every `http` and `https` server of the process into a table, each request exactly once. */
export class HttpRecorder {
  readonly #table: HttpTable;
  readonly #endpoints: EndpointNamer;
  readonly #sockets = new SocketList();
  readonly #ends: ConnectionEnds;
  /** The property of a socket that holds its exchanges: every request looks there. */
  readonly #key = Symbol('prom-cluster');
  // Node turns what a subscriber throws into an uncaught exception.
  readonly #onStarted: (message: unknown) => void;
  readonly #onFinished: (message: unknown) => void;

  /** @param ends tell when the connections of the requests have ended */
  constructor(table: HttpTable, options: EndpointOptions, ends = new ConnectionEnds(table.guard.failed)) {
    this.#table = table;
    this.#ends = ends;
    this.#onStarted = table.guard.wrap((message: unknown) => this.#start(message as HttpMessage));
    this.#onFinished = table.guard.wrap((message: unknown) => this.#finish(message as HttpMessage));
    this.#endpoints = new EndpointNamer(options, (error) => table.endpointFailed(error));
  }

  /** How many requests are being answered. */
  get inFlight(): number {
    return this.#table.inFlight;
  }

  /** Begins to record. To be called before the app's servers accept connections. */
  start(): void {
    this.stop();
    subscribe(STARTED, this.#onStarted);
    subscribe(FINISHED, this.#onFinished);
  }

  /** Ends recording. Requests in flight are not recorded any more. */
  stop(): void {
    unsubscribe(STARTED, this.#onStarted);
    unsubscribe(FINISHED, this.#onFinished);
    for (const exchanges of this.#sockets) {
      for (let exchange = exchanges.end(); exchange !== undefined; exchange = exchanges.end()) {
        if (!exchange.ignored) this.#table.ended();
      }
      (exchanges.socket as RecordedSocket)[this.#key] = undefined;
    }
    this.#sockets.clear();
  }

  /**
   * Records the responses that the app has ended and that Node has not called finished yet. If the process exits in the same
   * tick, the bytes of these responses have left, and their clients count them. To be called once, as the process exits.
   */
  recordUnfinished(): void {
    for (const exchanges of this.#sockets) {
      // A pipelined response behind the current one is not sent any more.
      this.#table.guard.run(() => {
        if (exchanges.current?.response.writableEnded === true) this.#recordCurrent(exchanges);
      });
    }
  }

  #start({ request, response, socket }: HttpMessage): void {
    const exchanges = socket[this.#key] ?? this.#connect(socket);
    const ignored = this.#endpoints.isIgnored(request.url ?? '');
    exchanges.begin(new Exchange(request, response, monotonicMs(), ignored));
    if (!ignored) this.#table.started();
  }

  #finish({ response, socket }: HttpMessage): void {
    const exchanges = socket[this.#key];
    // A response is not current any more if it was recorded when its socket closed, and never was if it began before start().
    if (exchanges?.current?.response === response) this.#recordCurrent(exchanges);
  }

  #connect(socket: RecordedSocket): SocketExchanges {
    const exchanges = new SocketExchanges(socket);
    socket[this.#key] = exchanges;
    this.#sockets.add(exchanges);
    this.#ends.watch(socket, () => this.#disconnect(exchanges));
    return exchanges;
  }

  #disconnect(exchanges: SocketExchanges): void {
    // After stop() its requests are not recorded any more.
    if (!this.#sockets.delete(exchanges)) return;
    // An error in one of them keeps no other in flight.
    while (exchanges.current !== undefined) this.#table.guard.run(() => this.#recordCurrent(exchanges, CLIENT_LEFT));
    exchanges.settleLateBytes(this.#addRequestBytes);
  }

  /** @param status that of the response when it is left out */
  #recordCurrent(exchanges: SocketExchanges, status?: number): void {
    exchanges.settleLateBytes(this.#addRequestBytes);
    const exchange = exchanges.end();
    if (exchange === undefined) return;
    if (!exchange.ignored) this.#table.ended();
    let requestBytes = UNKNOWN_BYTES;
    let responseBytes = UNKNOWN_BYTES;
    try {
      requestBytes = exchanges.claimRead(exchange);
      responseBytes = exchanges.claimWritten(exchange);
    } catch (error) {
      // The app has changed the request or the stream. The request counts all the same.
      this.#table.guard.failed(error);
    }
    if (exchange.ignored) return;
    const known = status ?? this.#statusOf(exchange, exchanges);
    this.#record(exchanges, exchange, known, requestBytes, responseBytes);
  }

  #statusOf({ response }: Exchange, { socket }: SocketExchanges): number {
    try {
      return statusOf(response, socket);
    } catch (error) {
      // The app has given the response a `statusCode` that throws.
      this.#table.guard.failed(error);
      return NO_STATUS;
    }
  }

  #record(
    exchanges: SocketExchanges,
    exchange: Exchange,
    status: number,
    requestBytes: number,
    responseBytes: number,
  ): void {
    const { request, response, method, url, startedAtMs } = exchange;
    const row = this.#table.row(this.#endpoints.name(request, response, url), method, status);
    this.#table.record(row, (monotonicMs() - startedAtMs) / 1000, requestBytes, responseBytes);
    if (!request.complete && requestBytes >= 0) exchanges.expectLateBytes(row);
  }

  readonly #addRequestBytes = (row: number, bytes: number): void => this.#table.addRequestBytes(row, bytes);
}

/** Names of the channels on which Node publishes the start of each request and the end of each response. */
const STARTED = 'http.server.request.start';
const FINISHED = 'http.server.response.finish';
/** The status of a request whose client left before the response had ended. */
const CLIENT_LEFT = 499;
/** The status of a response whose `statusCode` the app has set to something else than a status. */
const NO_STATUS = 0;

/** The message that Node publishes on both channels. */
interface HttpMessage {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly socket: RecordedSocket;
}

type RecordedSocket = Socket & Record<symbol, SocketExchanges | undefined>;

/** Node also calls a response finished when its last write failed because the client had left. */
function statusOf(response: ServerResponse, socket: Socket): number {
  if (socket.errored) return CLIENT_LEFT;
  const { statusCode } = response;
  // The app can set anything after the headers were sent, and each value would be a series of its own.
  return Number.isInteger(statusCode) && statusCode >= 100 && statusCode <= 999 ? statusCode : NO_STATUS;
}
