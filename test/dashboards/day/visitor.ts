import { buildConnector, Client } from 'undici';

/** One request and its answer, as a visitor sees them. */
export interface Exchange {
  readonly status: number;
  /** Moment at which the answer was complete, in seconds since the epoch. */
  readonly at: number;
  /** Time that the visitor waited for the complete answer. */
  readonly seconds: number;
  /** Bytes of headers and bodies. */
  readonly sentBytes: number;
  readonly receivedBytes: number;
}

/** A request of a visitor. */
export interface Asked {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: object;
}

/** The bytes that a socket has counted. */
interface Connection {
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

/** Sends one request after another on a connection of its own, and measures their bytes. */
export class Visitor {
  readonly #client: Client;
  /** More than one connection when the server has closed the first. */
  readonly #connections: Connection[] = [];

  /**
   * @param givenUpAfterMs time that the visitor waits for the headers of an answer
   * @param onConnect called for each new connection
   */
  constructor(url: string, givenUpAfterMs: number, onConnect: () => void) {
    const connector = buildConnector({});
    this.#client = new Client(url, {
      pipelining: 1,
      headersTimeout: givenUpAfterMs,
      connect: (options, callback) =>
        connector(options, (...result) => {
          if (result[1] !== null) {
            this.#connections.push(result[1]);
            onConnect();
          }
          callback(...result);
        }),
    });
  }

  /** Sends a request. @throws when there is no complete answer */
  async ask({ method, path, body }: Asked): Promise<Exchange> {
    const json = { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const [sent, received, asked] = [this.#sent(), this.#received(), performance.now()];
    const answer = await this.#client.request({ method, path, ...(body !== undefined && json) });
    await answer.body.dump();
    return {
      status: answer.statusCode,
      at: Date.now() / 1000,
      seconds: (performance.now() - asked) / 1000,
      sentBytes: this.#sent() - sent,
      receivedBytes: this.#received() - received,
    };
  }

  /** Closes the connection, whatever is under way on it. */
  leave(): Promise<void> {
    return this.#client.destroy();
  }

  #sent(): number {
    return this.#connections.reduce((total, { bytesWritten }) => total + bytesWritten, 0);
  }

  #received(): number {
    return this.#connections.reduce((total, { bytesRead }) => total + bytesRead, 0);
  }
}
