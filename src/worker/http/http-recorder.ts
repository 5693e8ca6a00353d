import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ResolvedOptions } from '../../shared/options/options.js';
import { ConnectionList } from './connection-list.js';
import { Exchange, HttpConnection } from './http-connection.js';
import type { HttpTable } from './http-table.js';
import { EndpointNamer } from './routes/endpoint-namer.js';

const STARTED = 'http.server.request.start';
const FINISHED = 'http.server.response.finish';
/** The status of a request whose client left before the response was done. */
const CLIENT_LEFT = 499;

/** What Node publishes on both channels. */
interface HttpMessage {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly socket: RecordedSocket;
}

type RecordedSocket = Socket & Record<symbol, HttpConnection | undefined>;

/** Records the requests of every `http` and `https` server of the process into a table, each exactly once. */
export class HttpRecorder {
  readonly #table: HttpTable;
  readonly #endpoints: EndpointNamer;
  readonly #connections = new ConnectionList();
  /** Under which a socket holds its connection, which every request needs. */
  readonly #key = Symbol('prom-cluster');

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
    for (const connection of this.#connections) {
      for (let exchange = connection.end(); exchange !== undefined; exchange = connection.end()) {
        if (!exchange.ignored) this.#table.ended();
      }
      (connection.socket as RecordedSocket)[this.#key] = undefined;
    }
    this.#connections.clear();
  }

  /**
   * Counts the responses that the app has ended and Node has not yet called finished: when the process exits in the
   * same tick, their bytes have left and their clients count them. To be called once, as the process exits.
   */
  recordUnfinished(): void {
    for (const connection of this.#connections) {
      // A pipelined response that waits for its turn is not the current one, and its client gets nothing of it.
      const response = connection.current?.response;
      if (response?.writableEnded === true) this.#recordCurrent(connection, statusOf(response, connection.socket));
    }
  }

  readonly #onStarted = (message: unknown): void => {
    const { request, response, socket } = message as HttpMessage;
    const connection = socket[this.#key] ?? this.#connect(socket);
    const ignored = this.#endpoints.isIgnored(request.url ?? '');
    connection.begin(new Exchange(request, response, nowMs(), ignored));
    if (!ignored) this.#table.started();
  };

  readonly #onFinished = (message: unknown): void => {
    const { response, socket } = message as HttpMessage;
    const connection = socket[this.#key];
    // Not so for a response that was counted when its socket closed, or whose request was not seen.
    if (connection?.current?.response === response) {
      this.#recordCurrent(connection, statusOf(response, socket));
    }
  };

  #connect(socket: RecordedSocket): HttpConnection {
    const connection = new HttpConnection(socket);
    socket[this.#key] = connection;
    this.#connections.add(connection);
    socket.on('close', () => this.#disconnect(connection));
    return connection;
  }

  #disconnect(connection: HttpConnection): void {
    // After stop() nothing is counted of it any more.
    if (!this.#connections.delete(connection)) return;
    while (connection.current !== undefined) this.#recordCurrent(connection, CLIENT_LEFT);
    connection.settleLateBytes(this.#addRequestBytes);
  }

  #recordCurrent(connection: HttpConnection, status: number): void {
    connection.settleLateBytes(this.#addRequestBytes);
    const exchange = connection.end();
    if (exchange === undefined) return;
    const requestBytes = connection.claimRead(exchange);
    const responseBytes = connection.claimWritten();
    if (!exchange.ignored) this.#record(connection, exchange, status, requestBytes, responseBytes);
  }

  #record(
    connection: HttpConnection,
    exchange: Exchange,
    status: number,
    requestBytes: number,
    responseBytes: number,
  ): void {
    const { request, response, method, url, startedAtMs } = exchange;
    const row = this.#table.row(this.#endpoints.name(request, response, url), method, status);
    this.#table.record(row, (nowMs() - startedAtMs) / 1000, requestBytes, responseBytes);
    this.#table.ended();
    if (!request.complete) connection.expectLateBytes(row);
  }

  readonly #addRequestBytes = (row: number, bytes: number): void => this.#table.addRequestBytes(row, bytes);
}

/** Node also calls a response finished whose last write failed, because the client was gone. */
function statusOf(response: ServerResponse, socket: Socket): number {
  return socket.errored ? CLIENT_LEFT : response.statusCode;
}

/** Half the price of `performance.now()`, which checks and scales what it is called on. */
function nowMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
