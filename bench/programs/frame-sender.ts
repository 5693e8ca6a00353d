// Sends the frames of a worker's flushes at each order: `node frame-sender.js '{"series":1000,"socket":{...}}'`.
import type { SocketAddress } from '../../src/shared/channel/socket-messages.js';
import { AggregatorConnection } from '../../src/worker/report/aggregator-connection.js';
import { Fleet } from '../workload/fleet.js';

/** An order to send flushes. */
export interface FlushOrder {
  readonly flushes: number;
  /** Share of the series (0 to 1) that change before each flush. */
  readonly changed: number;
  /** `socket` is the socket to the aggregator, of which this process is the first worker; `send` is `process.send`. */
  readonly by: 'socket' | 'send';
}

/** Answer to an order, when all frames are sent. */
export interface Sent {
  readonly frames: number;
  readonly bytes: number;
}

const { series, socket: address } = JSON.parse(process.argv[2] ?? '') as { series: number; socket: SocketAddress };
// One fleet for each way: the aggregator would miss the frames of its fleet that went the other way.
const fleets = { socket: new Fleet(1, series), send: new Fleet(1, series) };
const giveUp = () => process.exit(1);
const connection = new AggregatorConnection(address, 'frames', { lost: giveUp, failed: giveUp });

process.on('message', ({ flushes, changed, by }: FlushOrder) => {
  const frames = Array.from({ length: flushes }, () => fleets[by].flush(changed).flat()).flat();
  let left = frames.length;
  const sent = () => {
    if (--left === 0)
      process.send?.({ frames: frames.length, bytes: frames.reduce((sum, one) => sum + one.length, 0) });
  };
  for (const frame of frames) {
    if (by === 'socket') connection.send(frame, sent);
    else process.send?.(frame, sent);
  }
});
process.on('disconnect', () => process.exit());
connection.connect();
tellWhenOpen();

function tellWhenOpen(): void {
  if (connection.isOpen) process.send?.('ready');
  else setImmediate(tellWhenOpen);
}
