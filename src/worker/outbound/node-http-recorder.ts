import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { guarded } from '../../shared/basics/guard.js';
import { nodeHttpUrl } from './node-http-url.js';
import { NO_RESPONSE, type OutboundTable } from './outbound-table.js';
import { connectEvent, hasConnected } from './socket-state.js';

/** Records outbound requests of `node:http` and `node:https`, and so of the libraries that are built on them. */
export class NodeHttpRecorder {
  readonly #table: OutboundTable;
  /** The property of a request that holds its {@link Pending}. */
  readonly #pending = Symbol('prom-cluster');
  /** The property of a socket that was counted. */
  readonly #isKnown = Symbol('prom-cluster');
  /** The listeners of every request. They find the request in `this`, so that no request needs functions of its own. */
  readonly #onClose: (this: RecordedRequest) => void;
  readonly #onSocket: (this: RecordedRequest) => void;

  constructor(table: OutboundTable) {
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

  /** The channels, each with its listener. */
  listeners(): [channel: string, listener: (message: unknown) => void][] {
    return [
      // Node publishes on this channel from 22.12 on. An older Node first publishes a request when its body has been given.
      ['http.client.request.created', this.#guarded((message) => this.#begin((message as ClientMessage).request))],
      ['http.client.request.start', this.#guarded((message) => this.#onStart((message as ClientMessage).request))],
      ['http.client.response.finish', this.#guarded((message) => this.#onResponse(message as ClientMessage))],
      ['http.client.request.error', this.#guarded((message) => this.#onError(message as ClientMessage))],
    ];
  }

  #begin(request: RecordedRequest): void {
    request[this.#pending] = new Pending();
    this.#table.started();
    // Node emits `close` after the whole response, after a response that breaks off, after an error and after an upgrade.
    request.on('close', this.#onClose);
    request.on('socket', this.#onSocket);
  }

  #onStart(request: RecordedRequest): void {
    // When an app ends the body of a request that has failed, Node publishes the request as begun, but emits no `close`.
    if (request.destroyed) return;
    if (request[this.#pending] === undefined) this.#begin(request);
    this.#watchSocket(request);
  }

  /**
   * Counts the connection of a request once, when it is open. A request may end while its body is being sent, by an early
   * response or an error. Before Node 22.12 that end is the first event of the request that Node publishes.
   */
  #watchSocket(request: RecordedRequest): void {
    const socket = request.socket as RecordedSocket | null;
    if (socket === null || socket[this.#isKnown] === true) return;
    socket[this.#isKnown] = true;
    const connected = this.#guarded(() => this.#table.connected(nodeHttpUrl(request)));
    if (hasConnected(socket)) connected(undefined);
    else socket.once(connectEvent(socket), connected);
  }

  /** Node calls a response finished when its headers have arrived. */
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
    // Upgrades and tunnels have neither a response nor an error. They are not counted as requests.
    if (response === undefined && error === undefined) return;
    const url = nodeHttpUrl(request, error);
    const seconds = (performance.now() - startedAtMs) / 1000;
    this.#table.record(url, request.method, response?.statusCode ?? NO_RESPONSE, seconds);
    if (error !== undefined) this.#table.failed(url, error);
  }

  #guarded<T>(listener: (value: T) => void): (value: T) => void {
    return guarded(listener, (error) => this.#table.recordingFailed(error));
  }
}

/** The error of a response that broke off. A response that broke off without an error was destroyed by the app. */
function breakOf(response: IncomingMessage | undefined): unknown {
  if (response === undefined || response.complete) return undefined;
  return response.errored ?? { code: 'ABORT_ERR' };
}

/** The message that Node publishes; each channel's message has some of these properties. */
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
