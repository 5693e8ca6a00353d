import { once } from 'node:events';
import http from 'node:http';
import net, { type Server, type Socket } from 'node:net';
import { Guard } from '../../../src/shared/basics/guard.js';
import { OpenConnections } from '../../../src/worker/connections/open-connections.js';

/** Longer than the runner lets a test file live: a test that waits for it fails. */
export const NEVER_MS = 2 ** 31 - 1;

/** Looks that no connection of HTTP survives that has nothing left to do. */
export const MANY_LOOKS = 20;

/** A server that listens, to be drained. */
export interface Scene {
  readonly server: http.Server;
  readonly connections: OpenConnections;
  readonly port: number;
  /** Notes to {@link noted}. */
  readonly guard: Guard;
  /** The errors that the guard has noted. */
  readonly noted: string[];
}

/** Makes a server that listens and has no time limits of its own. */
export async function listening(listener?: http.RequestListener): Promise<Scene> {
  const server = http.createServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 }, listener);
  const noted: string[] = [];
  const guard = new Guard({ note: (_reason, _family, detail) => noted.push(detail) });
  const connections = new OpenConnections(server, guard);
  return { server, connections, port: await portOf(server), guard, noted };
}

/** Makes a server listen on a free port. */
export async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** A client that keeps all that it has read. */
export class Client {
  readonly socket: Socket;
  readonly closed: Promise<unknown>;
  #text = '';

  constructor(port: number) {
    this.socket = net.connect(port, '127.0.0.1').setEncoding('latin1');
    this.socket.on('data', (chunk: string) => {
      this.#text += chunk;
    });
    this.socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => this.socket.once('close', resolve));
  }

  get(path: string): void {
    this.socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
  }

  async until(part: string): Promise<string> {
    while (!this.#text.includes(part)) await once(this.socket, 'data');
    return this.#text;
  }

  async untilClosed(): Promise<string> {
    await this.closed;
    return this.#text;
  }
}
