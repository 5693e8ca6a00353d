// A worker that sends frames when it is told to: `node frame-sender.js '{"series":1000}'`.
import type { FrameMessage } from '../../src/shared/messages.js';
import { Fleet } from '../fleet.js';

/** What it is told. */
export interface Order {
  readonly frames: number;
  readonly changed: number;
  /** An empty message instead of each frame. */
  readonly isEmpty: boolean;
}

const { series } = JSON.parse(process.argv[2] ?? '') as { series: number };
const fleet = new Fleet(1, series);

process.on('message', ({ frames, changed, isEmpty }: Order) => {
  const flushes = isEmpty ? [] : Array.from({ length: frames }, () => fleet.flush(changed).flat());
  const messages: (FrameMessage | object)[] = isEmpty
    ? Array.from({ length: frames }, () => ({}))
    : flushes.flat().map((bytes) => ({ type: 'prom-cluster:frame', bytes }));
  for (const message of messages) process.send?.(message);
  process.send?.({ type: 'sent', messages: messages.length });
});
process.on('disconnect', () => process.exit());
process.send?.({ type: 'ready' });
