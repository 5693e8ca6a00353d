import { decodeFrame, type Frame, type FrameUpdates } from '../../../shared/frame/frame.js';
import type { JournalEntry } from '../../protocol/thread-messages.js';

/** A frame that may be merged, with the names of families that were taken out of it; or why it may not. */
export type Intake = { readonly frame: Frame; readonly reserved: readonly string[] } | { readonly rejected: string };

/**
 * Decodes a frame and checks that it is of the worker on whose channel it came. Families whose name
 * `isReserved` are taken out: the page states them itself, and twice would make it invalid.
 *
 * @param updates holds the frame's updates until the next frame is taken in
 */
export function takeIn(
  entry: JournalEntry & { kind: 'frame' },
  isReserved: (name: string) => boolean,
  updates: FrameUpdates,
): Intake {
  const decoded = decodeFrame(entry.bytes, updates);
  if ('rejected' in decoded) return decoded;
  const { header, records } = decoded.frame;
  if (header.slot !== entry.slot || header.incarnation !== entry.incarnation) return { rejected: 'identity' };
  const reserved = records.families.map(({ definition }) => definition.name).filter(isReserved);
  if (reserved.length === 0) return { frame: decoded.frame, reserved };
  const families = records.families.filter(({ definition }) => !reserved.includes(definition.name));
  return { frame: { header, records: { ...records, families } }, reserved };
}
