import { guarded } from '../rows/guarded.js';
import { type HttpClientTable, NO_RESPONSE } from './outbound-table.js';

/** What undici, and Node's `fetch` which contains it, publish of a request; the same object from start to end. */
type UndiciRequest = Record<symbol, Pending | undefined> & {
  readonly origin: unknown;
  readonly method: string;
  readonly upgrade: unknown;
};

/** What is published on the channels that are listened to. */
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

/** Records the requests of `fetch` and of every copy of undici in the process. */
export class UndiciRecorder {
  readonly #table: HttpClientTable;
  /** Under which a request holds what is known of it: with a WeakMap each request would cost 120 to 190 ns more. */
  readonly #pending = Symbol('prom-cluster');

  constructor(table: HttpClientTable) {
    this.#table = table;
  }

  /** What to call for each channel. */
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
    // Of the answer to these nothing is published, but by some versions.
    if (request.method === 'CONNECT' || request.upgrade) return;
    request[this.#pending] = new Pending();
    this.#table.started();
  }

  /** Comes for informational responses (103) too; the last one stays. */
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

  /** Takes what is known of a request from it, so that it ends once. */
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
