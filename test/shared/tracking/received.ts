import type { Frame, IdRange } from '../../../src/shared/frame/frame.js';
import { decodeFrame } from '../../../src/shared/frame/frame.js';
import { labelsFrom } from '../../../src/shared/frame/label-bytes.js';
import type { FamilyDefinition, Labels } from '../../../src/shared/model/family.js';
import { labelsKey } from '../../../src/shared/model/family.js';
import type { ChangeTracker } from '../../../src/shared/tracking/change-tracker.js';
import { updatesOf } from './updates.js';

/** The one reader of frames in tests: what the primary knows after the frames that it received. */
export class Received {
  readonly families = new Map<number, FamilyDefinition>();
  readonly series = new Map<number, { familyId: number; labels: Labels; values: readonly number[] }>();
  /** Each note that was received: its reason and its family. */
  readonly notes: string[] = [];
  readonly frames: Frame[] = [];

  /** Applies frames as `FrameRecords` describes it. */
  take(frames: readonly Uint8Array[]): this {
    for (const bytes of frames) this.#apply(bytes);
    return this;
  }

  /** Takes and applies what a tracker has changed, as when a worker flushes. */
  flush(tracker: ChangeTracker): this {
    return this.take(tracker.take({ slot: 0, incarnation: 1 }, 0, 1));
  }

  /** The name of a series: its family's name and the values of its labels. */
  nameOf(id: number): string {
    const { familyId = 0, labels = [] } = this.series.get(id) ?? {};
    return [this.families.get(familyId)?.name, ...labels.map(([, value]) => value)].join(' ');
  }

  /** The series of a family by their labels: `code=3:200;`. */
  of(name: string): Record<string, readonly number[]> {
    const found: Record<string, readonly number[]> = {};
    for (const { familyId, labels, values } of this.series.values()) {
      if (this.families.get(familyId)?.name !== name) continue;
      const key = labelsKey(labels);
      if (key in found) throw new Error(`two series of ${name} have the labels ${key}`);
      found[key] = values;
    }
    return found;
  }

  #forget({ from, to }: IdRange): void {
    for (const ids of [this.series, this.families]) {
      for (const id of ids.keys()) if (id >= from && id <= to) ids.delete(id);
    }
  }

  #apply(bytes: Uint8Array): void {
    const decoded = decodeFrame(bytes);
    if ('rejected' in decoded) throw new Error(`a frame was rejected: ${decoded.rejected}`);
    const { records } = decoded.frame;
    this.frames.push(decoded.frame);
    for (const id of records.removed) if (!this.series.delete(id)) this.families.delete(id);
    for (const range of records.gone) this.#forget(range);
    for (const id of records.suspended) this.series.delete(id);
    for (const { id, definition } of records.families) this.families.set(id, definition);
    for (const { id, familyId, labelBytes } of records.series)
      this.series.set(id, { familyId, labels: labelsFrom(labelBytes), values: [] });
    for (const { id, values } of updatesOf(records)) {
      const series = this.series.get(id);
      if (!series) throw new Error(`values of an unknown series ${id}`);
      series.values = values;
    }
    for (const { reason, family } of records.notes) this.notes.push(`${reason} ${family}`);
  }
}
