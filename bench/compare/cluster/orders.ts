import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

/** What a process can be told to do, by name. An answer that is a function is called once the order is acknowledged. */
export type Orders = Readonly<Record<string, () => unknown>>;

/**
 * Takes orders on a port of the process's own. Not over IPC: that belongs to the library under test, and to a worker
 * that is cut off. The port does not keep the process alive.
 * @returns the port
 */
export async function takeOrders(orders: Orders): Promise<number> {
  const server = createServer((socket) => {
    // The driver may be gone when the answer is written.
    socket.on('error', () => socket.destroy());
    createInterface({ input: socket }).once('line', async (name) => {
      const answer = await orders[name]?.();
      const afterwards = typeof answer === 'function' ? () => answer() : () => undefined;
      socket.end(JSON.stringify({ answer: typeof answer === 'function' ? null : (answer ?? null) }), afterwards);
    });
  });
  server.listen({ port: 0, host: '127.0.0.1', exclusive: true });
  await once(server, 'listening');
  server.unref();
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Expected the orders to have a port');
  return address.port;
}

/** Gives a process an order. Resolves with its answer; rejects when the process is gone. */
export async function giveOrder(port: number, name: string): Promise<unknown> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`${name}\n`);
  const reply: { answer: unknown } = JSON.parse(await text(socket));
  return reply.answer;
}

/** Prints a line that the driver understands. */
export function say(words: object): void {
  console.log(JSON.stringify({ compare: true, ...words }));
}
