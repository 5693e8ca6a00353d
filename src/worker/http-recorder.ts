import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ResolvedOptions } from '../shared/options.js';
import { EndpointNamer } from './endpoint.js';
import { type Exchange, HttpConnection } from './http-connection.js';
import type { HttpTable } from './http-table.js';

const STARTED = 'http.server.request.start';
const FINISHED = 'http.server.response.finish';
/** The status of a request whose client left before the response was done. */
const CLIENT_LEFT = 499;

/** What Node publishes on both channels. */
interface HttpMessage {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly socket: Socket;
}

/** Records the requests of every `http` and `https` server of the process into a table, each exactly once. */
export class HttpRecorder {
  readonly #table: HttpTable;
  readonly #endpoints: EndpointNamer;
  readonly #connections = new Map<Socket, HttpConnection>();

  constructor(table: HttpTable, options: ResolvedOptions['http']) {
    this.#table = table;
    this.#endpoints = new EndpointNamer(options, (error) => table.endpointFailed(error));
  }

  /** How many requests are being answered. */
  get inFlight(): number {
    return this.#table.inFlight;
  }

  /** Begins to record. To be called before the app's servers take connections. */
  start(): void {
    this.stop();
    subscribe(STARTED, this.#onStarted);
    subscribe(FINISHED, this.#onFinished);
  }

  /** Ends recording; requests in flight are not counted any more. */
  stop(): void {
    unsubscribe(STARTED, this.#onStarted);
    unsubscribe(FINISHED, this.#onFinished);
    for (const connection of this.#connections.values()) {
      for (let exchange = connection.end(); exchange !== undefined; exchange = connection.end()) {
        if (!exchange.ignored) this.#table.ended();
      }
    }
    this.#connections.clear();
  }

  /**
   * Counts the responses that the app has ended and Node has not yet called finished: when the process exits in the
   * same tick, their bytes have left and their clients count them. To be called once, as the process exits.
   */
  recordUnfinished(): void {
    for (const [socket, connection] of this.#connections) {
      // A pipelined response that waits for its turn is not the current one, and its client gets nothing of it.
      const response = connection.current?.response;
      if (response?.writableEnded === true) this.#recordCurrent(connection, statusOf(response, socket));
    }
  }

  readonly #onStarted = (message: unknown): void => {
    const { request, response, socket } = message as HttpMessage;
    const connection = this.#connections.get(socket) ?? this.#connect(socket);
    const ignored = this.#endpoints.isIgnored(request.url ?? '');
    connection.begin(request, response, performance.now(), ignored);
    if (!ignored) this.#table.started();
  };

  readonly #onFinished = (message: unknown): void => {
    const { response, socket } = message as HttpMessage;
    const connection = this.#connections.get(socket);
    // Not so for a response that was counted when its socket closed, or whose request was not seen.
    if (connection?.current?.response === response) {
      this.#recordCurrent(connection, statusOf(response, socket));
    }
  };

  #connect(socket: Socket): HttpConnection {
    const connection = new HttpConnection(socket);
    this.#connections.set(socket, connection);
    socket.once('close', () => this.#disconnect(socket, connection));
    return connection;
  }

  #disconnect(socket: Socket, connection: HttpConnection): void {
    // After stop() and start() the socket may have a successor here.
    if (this.#connections.get(socket) !== connection) return;
    while (connection.current !== undefined) this.#recordCurrent(connection, CLIENT_LEFT);
    connection.settleLateBytes(this.#addRequestBytes);
    this.#connections.delete(socket);
  }

  #recordCurrent(connection: HttpConnection, status: number): void {
    connection.settleLateBytes(this.#addRequestBytes);
    const exchange = connection.end();
    if (exchange === undefined) return;
    if (!exchange.ignored) this.#record(connection, exchange, status);
    connection.release(exchange);
  }

  #record(connection: HttpConnection, exchange: Exchange, status: number): void {
    const { request, response } = exchange;
    if (request === undefined || response === undefined) return;
    const seconds = (performance.now() - exchange.startedAtMs) / 1000;
    const row = this.#table.row(this.#endpoints.name(request, response, exchange.url), exchange.method, status);
    this.#table.record(row, seconds, exchange.requestBytes, exchange.responseBytes);
    this.#table.ended();
    if (!request.complete) connection.expectLateBytes(row);
  }

  readonly #addRequestBytes = (row: number, bytes: number): void => this.#table.addRequestBytes(row, bytes);
}

/** Node also calls a response finished whose last write failed, because the client was gone. */
function statusOf(response: ServerResponse, socket: Socket): number {
  return socket.errored ? CLIENT_LEFT : response.statusCode;
}
