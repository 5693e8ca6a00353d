import { decodeFrame, type Frame, type FrameUpdates } from '../../../shared/frame/frame.js';
import type { JournalEntry } from '../../protocol/thread-messages.js';

/**
 * Decodes a frame, and checks that it is of the worker on whose channel it came. Families with a reserved name are left out: the
 * aggregator exposes families of these names itself, and a page that has a family twice is invalid.
 *
 * @param updates holds the updates of the frame until the next frame is checked
 */
export function checkFrame(
  entry: JournalEntry & { kind: 'frame' },
  isReserved: (name: string) => boolean,
  updates: FrameUpdates,
): CheckedFrame {
  const decoded = decodeFrame(entry.bytes, updates);
  if ('rejected' in decoded) return decoded;
  const { header, records } = decoded.frame;
  if (header.slot !== entry.slot || header.incarnation !== entry.incarnation) return { rejected: 'identity' };
  const reserved = records.families.map(({ definition }) => definition.name).filter(isReserved);
  if (reserved.length === 0) return { frame: decoded.frame, reserved };
  const families = records.families.filter(({ definition }) => !reserved.includes(definition.name));
  return { frame: { header, records: { ...records, families } }, reserved };
}

/** A frame to be merged, and the names of the families that were left out of it; or the reason why the frame is not merged. */
export type CheckedFrame =
  | { readonly frame: Frame; readonly reserved: readonly string[] }
  | { readonly rejected: string };
