import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { guarded } from '../rows/guarded.js';
import { requestUrl } from './node-http-url.js';
import { type HttpClientTable, NO_RESPONSE } from './outbound-table.js';
import { connectEvent, hasConnected } from './socket-state.js';

/** What Node publishes on the channels that are listened to. */
interface ClientMessage {
  readonly request: RecordedRequest;
  readonly response: IncomingMessage;
  readonly error: unknown;
}

type RecordedRequest = ClientRequest & Record<symbol, Pending | undefined>;
type RecordedSocket = Socket & Record<symbol, boolean | undefined>;

/** A request that has not ended. */
class Pending {
  readonly startedAtMs = performance.now();
  response: IncomingMessage | undefined = undefined;
  error: unknown = undefined;
}

/** Records the requests of `node:http` and `node:https`, and so of the libraries that are built on them. */
export class ClientRequestRecorder {
  readonly #table: HttpClientTable;
  readonly #pending = Symbol('prom-cluster');
  readonly #isKnown = Symbol('prom-cluster');
  /** The listeners of every request: they find the request in `this`, so that none needs functions of its own. */
  readonly #onClose: (this: RecordedRequest) => void;
  readonly #onSocket: (this: RecordedRequest) => void;

  constructor(table: HttpClientTable) {
    this.#table = table;
    const end = this.#guarded((request: RecordedRequest) => this.#end(request));
    this.#onClose = function onClose() {
      end(this);
    };
    const watch = this.#guarded((request: RecordedRequest) => this.#watchSocket(request));
    this.#onSocket = function onSocket() {
      watch(this);
    };
  }

  /** What to call for each channel. */
  listeners(): [channel: string, listener: (message: unknown) => void][] {
    return [
      // Node 22.12 and later; before, a request is seen once its body has been given.
      ['http.client.request.created', this.#guarded((message) => this.#begin((message as ClientMessage).request))],
      ['http.client.request.start', this.#guarded((message) => this.#onStart((message as ClientMessage).request))],
      ['http.client.response.finish', this.#guarded((message) => this.#onResponse(message as ClientMessage))],
      ['http.client.request.error', this.#guarded((message) => this.#onError(message as ClientMessage))],
    ];
  }

  #begin(request: RecordedRequest): void {
    request[this.#pending] = new Pending();
    this.#table.started();
    // It comes after the whole response, after its break, after an error and after an upgrade.
    request.on('close', this.#onClose);
    request.on('socket', this.#onSocket);
  }

  #onStart(request: RecordedRequest): void {
    // An app may end the body of a request that has failed: it is published as begun, and never closes again.
    if (request.destroyed) return;
    if (request[this.#pending] === undefined) this.#begin(request);
    this.#watchSocket(request);
  }

  /**
   * Counts the connection of a request once, when it is there. A request may end, by an early response or an error,
   * while its body is on its way: before Node 22.12 that is the first that is heard of it.
   */
  #watchSocket(request: RecordedRequest): void {
    const socket = request.socket as RecordedSocket | null;
    if (socket === null || socket[this.#isKnown] === true) return;
    socket[this.#isKnown] = true;
    const connected = this.#guarded(() => this.#table.connected(requestUrl(request)));
    if (hasConnected(socket)) connected(undefined);
    else socket.once(connectEvent(socket), connected);
  }

  /** Node calls a response finished when its headers have come. */
  #onResponse({ request, response }: ClientMessage): void {
    const pending = request[this.#pending];
    if (pending !== undefined) pending.response = response;
    this.#watchSocket(request);
  }

  #onError({ request, error }: ClientMessage): void {
    const pending = request[this.#pending];
    if (pending !== undefined) pending.error = error ?? true;
    this.#watchSocket(request);
  }

  #end(request: RecordedRequest): void {
    const pending = request[this.#pending];
    if (pending === undefined) return;
    request[this.#pending] = undefined;
    this.#table.ended();
    const { response, startedAtMs } = pending;
    const error = pending.error ?? breakOf(response);
    // Upgrades and tunnels have neither.
    if (response === undefined && error === undefined) return;
    const url = requestUrl(request, error);
    const seconds = (performance.now() - startedAtMs) / 1000;
    this.#table.record(url, request.method, response?.statusCode ?? NO_RESPONSE, seconds);
    if (error !== undefined) this.#table.failed(url, error);
  }

  #guarded<T>(listener: (value: T) => void): (value: T) => void {
    return guarded(listener, (error) => this.#table.recordingFailed(error));
  }
}

/** Why a response is not whole; without an error it was the app that destroyed it. */
function breakOf(response: IncomingMessage | undefined): unknown {
  if (response === undefined || response.complete) return undefined;
  return response.errored ?? { code: 'ABORT_ERR' };
}
