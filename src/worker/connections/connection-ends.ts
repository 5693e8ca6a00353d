import { Socket } from 'node:net';
import { type Duplex, finished } from 'node:stream';
import { guarded } from '../../shared/basics/guard.js';
import { property } from '../../shared/basics/unknown-values.js';

/**
 * Tells when connections have ended. A `net.Socket` always emits `close`. But an app can give a server any other stream, by
 * `server.emit('connection', stream)`, and such a stream may end without `close`, or be destroyed without any event.
 */
export class ConnectionEnds {
  readonly #failed: (error: unknown) => void;
  readonly #streams = new Set<StreamEnd>();

  /** @param failed called with what a callback of {@link watch} has thrown */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  /** Calls `ended` once, when the connection has ended. */
  watch(connection: Duplex, ended: () => void): void {
    const listener = guarded(ended, this.#failed);
    // A socket that is destroyed already may have emitted its `close`.
    if (connection instanceof Socket && !connection.destroyed) connection.once('close', listener);
    else this.#watchStream(connection, () => listener(undefined));
  }

  /** Looks for streams that were destroyed and emit nothing. To be called now and then, such as at each flush. */
  look(): void {
    for (const { stream, end } of this.#streams) if (property(stream, 'destroyed') === true) end();
  }

  /** Treats a stream that cannot be destroyed as ended. Does nothing for a `net.Socket`. */
  giveUp(connection: Duplex): void {
    for (const { stream, end } of this.#streams) if (stream === connection) end();
  }

  #watchStream(stream: Duplex, ended: () => void): void {
    const watched: StreamEnd = {
      stream,
      end: () => {
        if (!this.#streams.delete(watched)) return;
        // Not known yet if the stream had ended before.
        unwatch?.();
        ended();
      },
    };
    this.#streams.add(watched);
    // `error: false`: with a listener of ours, an error of the stream that the app does not handle would go unnoticed.
    const unwatch: (() => void) | undefined = finished(stream, { error: false }, watched.end);
  }
}

/** A stream that is no `net.Socket`, and what is to be called once it has ended. The same stream may be watched twice. */
interface StreamEnd {
  readonly stream: Duplex;
  readonly end: () => void;
}
