// A worker that sends flushes when it is told to: `node frame-sender.js '{"series":1000,"socket":{...}}'`.
import type { SocketAddress } from '../../src/shared/channel/socket-messages.js';
import { AggregatorConnection } from '../../src/worker/report/aggregator-connection.js';
import { Fleet } from '../workload/fleet.js';

/** What it is told. */
export interface FlushOrder {
  readonly flushes: number;
  readonly changed: number;
  /** By the socket to an aggregator whose first worker it is, or by `process.send`, as anyone could. */
  readonly by: 'socket' | 'send';
}

/** What it answers once all is sent. */
export interface Sent {
  readonly frames: number;
  readonly bytes: number;
}

const { series, socket: address } = JSON.parse(process.argv[2] ?? '') as { series: number; socket: SocketAddress };
/** One for each way: frames of one that went the other would be missed. */
const fleets = { socket: new Fleet(1, series), send: new Fleet(1, series) };
const connection = new AggregatorConnection(address, 'frames', { lost: () => process.exit(1) });

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
