import { connect, createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { listenOnLoopback } from '../../loopback/listen.js';

/**
 * Orders that a process takes, by name. An order that returns a function has it called after the order is acknowledged.
 */
export type Orders = Readonly<Record<string, () => unknown>>;

/**
 * Takes orders on a port of this process. IPC would not do: it belongs to the library under test, and a worker that has
 * disconnected has none. The port does not keep the process alive.
 * @returns the port
 */
export async function takeOrders(orders: Orders): Promise<number> {
  const server = createServer((socket) => {
    // The driver may have ended before the answer is written.
    socket.on('error', () => socket.destroy());
    createInterface({ input: socket }).once('line', async (name) => {
      const answer = await orders[name]?.();
      const afterwards = typeof answer === 'function' ? () => answer() : () => undefined;
      socket.end(JSON.stringify({ answer: typeof answer === 'function' ? null : (answer ?? null) }), afterwards);
    });
  });
  // node:cluster would share a port among the workers.
  const port = await listenOnLoopback(server, { exclusive: true });
  server.unref();
  return port;
}

/**
 * Gives an order to the process that takes orders on a port. Resolves with the answer, rejects when the process has
 * ended.
 */
export async function giveOrder(port: number, name: string): Promise<unknown> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`${name}\n`);
  const reply: { answer: unknown } = JSON.parse(await text(socket));
  return reply.answer;
}

/** Prints a line that the driver parses. */
export function say(words: object): void {
  console.log(JSON.stringify({ compare: true, ...words }));
}
