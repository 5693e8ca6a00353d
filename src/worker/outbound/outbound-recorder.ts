import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { NodeHttpRecorder } from './node-http-recorder.js';
import type { OutboundTable } from './outbound-table.js';
import { UndiciRecorder } from './undici-recorder.js';

/** Records the outbound requests of the process into a table. undici does not use `node:http`, so no request counts twice. */
export class OutboundRecorder {
  readonly #listeners: readonly [channel: string, listener: (message: unknown) => void][];

  constructor(table: OutboundTable) {
    this.#listeners = [...new UndiciRecorder(table).listeners(), ...new NodeHttpRecorder(table).listeners()];
  }

  /** Begins to record. */
  start(): void {
    for (const [channel, listener] of this.#listeners) subscribe(channel, listener);
  }

  /** Ends recording. Requests of undici that are in flight are never recorded as ended. */
  stop(): void {
    for (const [channel, listener] of this.#listeners) unsubscribe(channel, listener);
  }
}
