// Plays the lives of many workers, each with a connection of its own to the aggregator: `node lives.js '{"series":1000}'`.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { encodeGreeting, type SocketAddress, withLength } from '../../src/shared/channel/socket-messages.js';
import { Fleet } from '../workload/fleet.js';

/** One worker, and the socket that it connects to. */
export interface LivingWorker extends SocketAddress {
  readonly slot: number;
  readonly incarnation: number;
}

/** An order to workers. The program answers when all frames are sent. */
export interface LivesOrder {
  readonly workers: readonly LivingWorker[];
  /** Number of flushes of each worker. */
  readonly flushes: number;
  /** Whether the workers end after the flushes. The connection of a worker ends then, as that of a process does. */
  readonly areOver: boolean;
}

interface Life {
  readonly fleet: Fleet;
  readonly socket: Socket;
}

const { series } = JSON.parse(process.argv[2] ?? '') as { series: number };
const living = new Map<number, Life>();

process.on('message', (order: LivesOrder) => void obey(order).then(() => process.send?.('done')));
process.on('disconnect', () => process.exit());
process.send?.('ready');

async function obey({ workers, flushes, areOver }: LivesOrder): Promise<void> {
  for (const worker of workers) {
    const life = living.get(worker.incarnation) ?? begin(worker);
    for (let flush = 0; flush < flushes; flush++) await send(life);
    if (areOver) await end(worker, life);
  }
}

function begin({ slot, incarnation, path, token }: LivingWorker): Life {
  const life = { fleet: new Fleet(1, series, { slot, incarnation }), socket: connect({ path }) };
  life.socket.write(withLength(encodeGreeting(token, 'frames')));
  living.set(incarnation, life);
  return life;
}

async function send({ fleet, socket }: Life): Promise<void> {
  for (const frame of fleet.flush(1).flat()) {
    await new Promise((resolve) => socket.write(withLength(frame), resolve));
  }
}

async function end({ incarnation }: LivingWorker, { socket }: Life): Promise<void> {
  living.delete(incarnation);
  socket.end();
  await once(socket, 'close');
}
