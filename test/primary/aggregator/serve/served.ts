import { once } from 'node:events';
import { type IncomingHttpHeaders, request, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { MetricsOptions } from '../../../../src/index.js';
import { HandlerCounts } from '../../../../src/primary/aggregator/self/handler-counts.js';
import type { PageQuery, PageSource } from '../../../../src/primary/aggregator/serve/page-source.js';
import { createMetricsServer, listen } from '../../../../src/primary/aggregator/serve/server.js';
import { SharedCounters } from '../../../../src/primary/protocol/shared-counters.js';
import { resolveOptions } from '../../../../src/shared/options/resolve-options.js';
import { closeServer } from './close-server.js';

/** A server of the metrics port, with pages of the test's own. */
export class Served implements PageSource {
  readonly counters = new SharedCounters();
  readonly handler = new HandlerCounts(this.counters);
  readonly logged: string[] = [];
  readonly server: Server;
  readonly #clients = new Set<Socket>();
  /** Makes the page of a scrape. */
  page: (query: PageQuery) => Promise<Buffer | undefined> = () => Promise.resolve(Buffer.from('page 1\n'));
  /** What `/workers` shows. */
  shownWorkers: unknown = [];

  private constructor(metrics: MetricsOptions) {
    this.server = createMetricsServer(resolveOptions({ metrics }, {}).metrics, this);
  }

  /** Starts a server with these options. */
  static async start(metrics: MetricsOptions = {}): Promise<Served> {
    const served = new Served(metrics);
    await listen(served.server, 0, '127.0.0.1');
    return served;
  }

  /** How many scrapes were counted under a code. */
  counted(code: string): number {
    return new Map(this.counters.byCode).get(code) ?? Number.NaN;
  }

  /** Sends a request and reads its answer. */
  ask(path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const options = { ...this.#address, path, method, headers, agent: false };
      const asking = request(options, async (response) => {
        let body = '';
        for await (const chunk of response) body += chunk;
        resolve({ status: response.statusCode, headers: response.headers, body });
      });
      asking.on('error', reject).end();
    });
  }

  /** Opens a connection that sends a text, and reads nothing. */
  async connect(text = ''): Promise<Socket> {
    const client = connect(this.#address);
    client.pause();
    client.on('error', () => undefined);
    this.#clients.add(client);
    await once(client, 'connect');
    client.write(text, 'latin1');
    return client;
  }

  /** The first answer to a text, or all that comes until the server closes the connection. */
  async answerTo(text: string): Promise<string> {
    const client = await this.connect(text);
    let answer = '';
    // One character for each byte, as the header counts them.
    client.setEncoding('latin1').on('data', (chunk) => {
      answer += chunk;
      if (isWhole(answer)) client.destroy();
    });
    client.resume();
    await once(client, 'close');
    return answer;
  }

  /** Ends the server and the connections. */
  async stop(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    await closeServer(this.server);
  }

  get #address(): { host: string; port: number } {
    return { host: '127.0.0.1', port: (this.server.address() as AddressInfo).port };
  }

  workers(): unknown {
    return this.shownWorkers;
  }

  ready(): boolean {
    return true;
  }

  log(message: string): void {
    this.logged.push(message);
  }
}

/** What {@link Served.ask} resolves with. */
export interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The text of a request for a path. */
export function requestFor(path: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
}

/** Whether a text has all headers of an answer, and its body. */
function isWhole(text: string): boolean {
  const [head = '', body] = text.split('\r\n\r\n');
  return body !== undefined && body.length >= Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
}
