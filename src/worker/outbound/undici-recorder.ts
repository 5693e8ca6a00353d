import { guarded } from '../../shared/basics/guard.js';
import { NO_RESPONSE, type OutboundTable } from './outbound-table.js';

/** Records outbound requests of `fetch` and of every copy of undici in the process. */
export class UndiciRecorder {
  readonly #table: OutboundTable;
  /** The property of a request that holds its {@link Pending}. A WeakMap would cost each request 120 to 190 ns more. */
  readonly #pending = Symbol('prom-cluster');

  constructor(table: OutboundTable) {
    this.#table = table;
  }

  /** The channels, each with its listener. */
  listeners(): [channel: string, listener: (message: unknown) => void][] {
    return [
      ['undici:request:create', this.#guarded((message) => this.#onCreate(message as UndiciMessage))],
      ['undici:request:headers', this.#guarded((message) => this.#onHeaders(message as UndiciMessage))],
      ['undici:request:trailers', this.#guarded((message) => this.#onTrailers(message as UndiciMessage))],
      ['undici:request:error', this.#guarded((message) => this.#onError(message as UndiciMessage))],
      ['undici:client:connected', this.#guarded((message) => this.#onConnected(message as UndiciMessage))],
    ];
  }

  #onCreate({ request }: UndiciMessage): void {
    // Only some versions of undici publish the response to such a request.
    if (request.method === 'CONNECT' || request.upgrade) return;
    request[this.#pending] = new Pending();
    this.#table.started();
  }

  /** Is called for informational responses (103) too. The last status is kept. */
  #onHeaders({ request, response }: UndiciMessage): void {
    const pending = request[this.#pending];
    if (pending !== undefined) pending.status = response.statusCode;
  }

  #onTrailers({ request }: UndiciMessage): void {
    const pending = this.#end(request);
    if (pending !== undefined) this.#record(request, pending);
  }

  #onError({ request, error }: UndiciMessage): void {
    const pending = this.#end(request);
    if (pending === undefined) return;
    this.#record(request, pending);
    this.#table.failed(String(request.origin), error);
  }

  #onConnected({ connectParams: { protocol, host } }: UndiciMessage): void {
    this.#table.connected(`${protocol}//${host}`);
  }

  /** Removes the {@link Pending} of a request, so that the request ends only once. */
  #end(request: UndiciRequest): Pending | undefined {
    const pending = request[this.#pending];
    if (pending === undefined) return undefined;
    request[this.#pending] = undefined;
    this.#table.ended();
    return pending;
  }

  #record({ origin, method }: UndiciRequest, { status, startedAtMs }: Pending): void {
    this.#table.record(String(origin), method, status, (performance.now() - startedAtMs) / 1000);
  }

  #guarded(listener: (message: unknown) => void): (message: unknown) => void {
    return guarded(listener, (error) => this.#table.recordingFailed(error));
  }
}

/** The object that undici, and Node's `fetch` which contains undici, publish of a request: the same one from start to end. */
type UndiciRequest = Record<symbol, Pending | undefined> & {
  readonly origin: unknown;
  readonly method: string;
  readonly upgrade: unknown;
};

/** The message that undici publishes; each channel's message has some of these properties. */
interface UndiciMessage {
  readonly request: UndiciRequest;
  readonly response: { readonly statusCode: number };
  readonly error: unknown;
  readonly connectParams: { readonly protocol: string; readonly host: string };
}

/** A request that has not ended. */
class Pending {
  readonly startedAtMs = performance.now();
  status = NO_RESPONSE;
}
