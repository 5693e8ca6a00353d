import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import { connect } from 'node:net';
import type { RequestOptions } from '../../../src/shared/options/options.js';
import type { ConnectionEnds } from '../../../src/worker/connections/connection-ends.js';
import { HttpRecorder } from '../../../src/worker/http/http-recorder.js';
import { HttpTable } from '../../../src/worker/http/http-table.js';
import { TrackedTable } from '../tracked-table.js';

export type HttpSettings = RequestOptions;

export const HTTP_DEFAULTS: HttpSettings = {
  namespace: '',
  naming: 'classic',
  durationBuckets: [0.1, 1],
  sizeBuckets: undefined,
  endpoint: undefined,
  ignore: [],
  maxEndpoints: 200,
};

/** A table of requests with the default settings of the tests. */
export class TrackedHttp extends TrackedTable<HttpTable> {
  constructor(settings: Partial<HttpSettings> = {}) {
    super((tracker) => new HttpTable(tracker, { ...HTTP_DEFAULTS, ...settings }));
  }

  /** Each request row as `/endpoint METHOD status: count, request bytes, response bytes`, sorted. */
  rows(): string[] {
    const { latest } = this;
    const first = (family: string, labels: string) => latest.get(`${family} ${labels}`)?.[0];
    return [...latest.keys()]
      .filter((name) => name.startsWith('http_request_count_total '))
      .map((name) => name.slice('http_request_count_total '.length))
      .map((labels) => {
        const count = first('http_request_count_total', labels);
        return `${labels}: ${count}, ${first('http_request_size_bytes', labels)}, ${first('http_response_size_bytes', labels)}`;
      })
      .sort();
  }
}

/** A recorder at work on a server that listens on a free port of the loopback. */
export async function record(server: Server, settings: Partial<HttpSettings> = {}, ends?: ConnectionEnds) {
  const tracked = new TrackedHttp(settings);
  const recorder = new HttpRecorder(tracked.table, { ...HTTP_DEFAULTS, ...settings }, ends);
  recorder.start();
  const closed: Promise<unknown>[] = [];
  const watch = (socket: Socket) => closed.push(new Promise((resolve) => socket.once('close', resolve)));
  server.on('connection', watch);
  server.on('secureConnection', watch);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    tracked,
    recorder,
    port,
    rows: () => tracked.rows(),
    /** Resolves when the server's side of every connection is gone. */
    disconnected: () => Promise.all(closed),
    close: async () => {
      server.close();
      await Promise.all(closed);
      recorder.stop();
    },
  };
}

/** A client that counts what it sends and receives. */
export class RawClient {
  readonly socket: Socket;
  #received = '';

  constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (text) => {
      this.#received += text;
    });
    // A server that closes early resets the connection. That is no failure of the test.
    socket.on('error', () => undefined);
  }

  static async connect(port: number): Promise<RawClient> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  /** Sends a text. @returns the number of bytes */
  send(text: string): number {
    this.socket.write(text, 'latin1');
    return text.length;
  }

  /** Waits until the bytes since the last call end with a text. @returns the number of bytes */
  async receive(end: string): Promise<number> {
    while (!this.#received.endsWith(end)) await once(this.socket, 'data');
    const bytes = this.#received.length;
    this.#received = '';
    return bytes;
  }

  /** Sends, and waits for the end of the answer. @returns the numbers of bytes in both directions */
  async ask(text: string, end: string): Promise<string> {
    return `${this.send(text)}, ${await this.receive(end)}`;
  }

  /** Breaks the connection off. */
  leave(): void {
    this.socket.destroy();
  }
}

/** A request as it goes over the wire. */
export function wire(method: string, path: string, headers: readonly string[] = [], body = ''): string {
  return [`${method} ${path} HTTP/1.1`, 'Host: example', ...headers, '', body].join('\r\n');
}
