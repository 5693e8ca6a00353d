import { crc32 } from 'node:zlib';
import { decodeFrame, type FrameHeader, FrameWriter } from '../../../src/shared/frame/frame.js';
import type { FamilyDefinition } from '../../../src/shared/model/family.js';
import type { Content } from './arbitrary-frames.js';

/** The header of frames whose header does not matter. */
export const HEADER: FrameHeader = {
  slot: 3,
  incarnation: 7,
  sequence: 1,
  flushId: 0,
  takenAt: 1.5e12,
  droppedSeries: 0,
};

/** The definition of families whose definition does not matter. */
export const PLAIN: FamilyDefinition = {
  name: 'x',
  help: 'X.',
  type: 'counter',
  aggregator: 'sum',
  scope: 'merged',
  labelNames: [],
  bounds: [],
};

/** Encodes a frame. */
export function encode(
  frameHeader: FrameHeader,
  { removed, gone, suspended, families, series, updates, notes }: Content,
): Uint8Array {
  const writer = new FrameWriter(frameHeader);
  for (const one of removed) writer.removed(one);
  for (const { from, to } of gone) writer.gone(from, to);
  for (const one of suspended) writer.suspended(one);
  for (const one of families) writer.family(one.id, one.definition);
  for (const one of series) writer.series(one.id, one.familyId, one.labels);
  for (const one of updates) writer.update(one.id, [0, ...one.values], 1, one.values.length);
  for (const one of notes) writer.note(one.reason, one.family, one.detail);
  return writer.finish();
}

/** A frame with a record of each kind. */
export function smallFrame(): Uint8Array {
  return encode(HEADER, {
    removed: [1],
    gone: [
      { from: 4, to: 4 },
      { from: 6, to: 300 },
    ],
    suspended: [9],
    families: [{ id: 2, definition: { ...PLAIN, type: 'histogram', bounds: [0.1, 1] } }],
    series: [{ id: 3, familyId: 2, labels: [['code', '200']] }],
    updates: [{ id: 3, values: [1, 2, 3, 0.5] }],
    notes: [{ reason: 'malformed', family: 'x', detail: 'why' }],
  });
}

/** Adds the right checksum to any payload. */
export function sealed(payload: Uint8Array): Uint8Array {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32LE(crc32(payload));
  return Buffer.concat([payload, checksum]);
}

/** Decodes a frame. Returns why it is rejected, or 'taken'. */
export function rejection(bytes: unknown): string {
  const decoded = decodeFrame(bytes);
  return 'rejected' in decoded ? decoded.rejected : 'taken';
}
