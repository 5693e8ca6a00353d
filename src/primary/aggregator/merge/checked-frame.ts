import { decodeFrame, type Frame, type FrameRecords, type FrameUpdates } from '../../../shared/frame/frame.js';
import { hasLabel } from '../../../shared/frame/label-bytes.js';
import { addedLabels, type FamilyDefinition } from '../../../shared/model/family.js';
import { whyLeftOut } from '../../../shared/model/reserved-names.js';
import type { JournalEntry } from '../../protocol/thread-messages.js';

/**
 * Decodes a frame, and checks that it is of the worker on whose channel it came. Families with a reserved name are left out: the
 * aggregator exposes families of these names itself, and a page that has a family twice is invalid; or Prometheus writes series of
 * these names itself.
 *
 * @param known what is known of other frames
 * @param updates holds the updates of the frame until the next frame is checked
 */
export function checkFrame(
  entry: JournalEntry & { kind: 'frame' },
  known: KnownFamilies,
  updates: FrameUpdates,
): CheckedFrame {
  const decoded = decodeFrame(entry.bytes, updates);
  if ('rejected' in decoded) return decoded;
  const { header, records } = decoded.frame;
  if (header.slot !== entry.slot || header.incarnation !== entry.incarnation) return { rejected: 'identity' };
  if (records.series.length > 0 && hasAddedLabel(records, known, entry.incarnation)) return { rejected: 'malformed' };
  const reserved = new Map<string, string>();
  for (const { definition } of records.families) {
    const why = whyLeftOut(definition.name, definition.type, known.whyReserved);
    if (why !== undefined) reserved.set(definition.name, why);
  }
  if (reserved.size === 0) return { frame: decoded.frame, reserved };
  const families = records.families.filter(({ definition }) => !reserved.has(definition.name));
  return { frame: { header, records: { ...records, families } }, reserved };
}

/** What a frame is checked against. */
export interface KnownFamilies {
  /** Says why no worker's family can have a name. Returns undefined for a free name. */
  whyReserved(name: string): string | undefined;
  /** The definition that an incarnation gave a family in an earlier frame. */
  definitionOf(incarnation: number, familyId: number): FamilyDefinition | undefined;
}

/** A frame to be merged, and why families were left out of it, by their names; or the reason why the frame is not merged. */
export type CheckedFrame =
  | { readonly frame: Frame; readonly reserved: ReadonlyMap<string, string> }
  | { readonly rejected: string };

/**
 * Whether a series has a label that the page adds to it. The line would have the label twice, for which Prometheus refuses the whole
 * page. Only the family of a series, which an earlier frame may have defined, shows which labels these are.
 */
function hasAddedLabel({ families, series }: FrameRecords, known: KnownFamilies, incarnation: number): boolean {
  const added = new Map(families.map(({ id, definition }) => [id, addedLabels(definition)]));
  return series.some(({ familyId, labelBytes }) => {
    let names = added.get(familyId);
    if (!names) {
      const definition = known.definitionOf(incarnation, familyId);
      names = definition ? addedLabels(definition) : [];
      added.set(familyId, names);
    }
    return names.some((name) => hasLabel(labelBytes, name));
  });
}
