import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { ClientRequestRecorder } from './node-http-recorder.js';
import type { HttpClientTable } from './outbound-table.js';
import { UndiciRecorder } from './undici-recorder.js';

/** Records the outbound requests of the process into a table: undici opens its sockets itself, so none counts twice. */
export class HttpClientRecorder {
  readonly #listeners: readonly [channel: string, listener: (message: unknown) => void][];

  constructor(table: HttpClientTable) {
    this.#listeners = [...new UndiciRecorder(table).listeners(), ...new ClientRequestRecorder(table).listeners()];
  }

  /** Begins to record. */
  start(): void {
    for (const [channel, listener] of this.#listeners) subscribe(channel, listener);
  }

  /** Ends recording; the table is not told any more of the requests in flight through undici. */
  stop(): void {
    for (const [channel, listener] of this.#listeners) unsubscribe(channel, listener);
  }
}
