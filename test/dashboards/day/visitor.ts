import { buildConnector, Client } from 'undici';

/** One request and its answer, as a visitor sees them. */
export interface Exchange {
  readonly status: number;
  /** When the answer had come, in seconds since the epoch. */
  readonly at: number;
  /** How long the visitor waited for all of it. */
  readonly seconds: number;
  /** What travelled, headers and body. */
  readonly sentBytes: number;
  readonly receivedBytes: number;
}

/** What a visitor asks for. */
export interface Asked {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: object;
}

/** What a socket tells. */
interface Connection {
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

/** Asks one request after another on a connection of its own, and measures what travels. */
export class Visitor {
  readonly #client: Client;
  /** More than one when the server closes the first. */
  readonly #connections: Connection[] = [];

  /**
   * @param givenUpAfterMs how long it waits for the headers of an answer
   * @param onConnect called for each connection that it makes
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

  /** @throws when no whole answer comes */
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

  /** Leaves, whatever is on its way. */
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
