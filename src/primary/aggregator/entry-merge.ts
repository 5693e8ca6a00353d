import { monotonicMs } from '../../shared/basics/monotonic-clock.js';
import { decodeFrame, type Frame, FrameUpdates } from '../../shared/frame/frame.js';
import { whyReserved } from '../../shared/model/reserved-names.js';
import type { JournalEntry } from '../protocol/thread-messages.js';
import { checkFrame, type KnownFamilies } from './merge/checked-frame.js';
import type { ClusterState } from './merge/cluster-state.js';
import type { Collector } from './scrape/collector.js';
import type { LivingIncarnations } from './scrape/living-incarnations.js';
import type { ConflictLog } from './self/conflict-log.js';

/**
 * Merges the entries of the journal, one after another. Frames and values from outside change the merged state. The other entries
 * change which incarnations live.
 */
export class EntryMerge {
  readonly #parts: EntryMergeParts;
  readonly #known: KnownFamilies;
  readonly #updates = new FrameUpdates();

  constructor(parts: EntryMergeParts) {
    const { uptimeName, state } = parts;
    this.#parts = parts;
    this.#known = {
      whyReserved: (name) => whyReserved(name, uptimeName),
      definitionOf: (incarnation, familyId) => state.definitionOf(incarnation, familyId),
    };
  }

  /** Merges the next entry. */
  enter(entry: JournalEntry): void {
    if (entry.kind === 'frame') this.#mergeFrame(entry);
    else if (entry.kind === 'outside') this.#putOutside(entry);
    else this.#follow(entry);
  }

  /** Whether a frame comes too early: its incarnation has sent another frame before it that is not merged yet. */
  isAhead(entry: JournalEntry & { readonly kind: 'frame' }): boolean {
    const decoded = decodeFrame(entry.bytes, this.#updates);
    return 'frame' in decoded && decoded.frame.header.sequence > this.#parts.state.sequenceOf(entry.incarnation) + 1;
  }

  #putOutside({ incarnation, values }: JournalEntry & { kind: 'outside' }): void {
    const { state } = this.#parts;
    for (const { name, labels, value } of values) state.putOutsideValue(incarnation, name, value, labels);
  }

  #follow(entry: Exclude<JournalEntry, { kind: 'frame' | 'outside' }>): void {
    const { state, living, collector } = this.#parts;
    const { kind, incarnation } = entry;
    if (kind === 'began') {
      const { slot, pid, token } = entry;
      living.all.set(incarnation, { slot, pid, token, ready: false, takenAt: monotonicMs() });
      state.begin(incarnation, slot);
    } else if (kind === 'ready') {
      living.ready(incarnation);
    } else {
      living.all.delete(incarnation);
      state.end(incarnation);
      collector.gone(incarnation);
    }
  }

  #mergeFrame(entry: JournalEntry & { kind: 'frame' }): void {
    const { conflicts } = this.#parts;
    const checked = checkFrame(entry, this.#known, this.#updates);
    if ('rejected' in checked) {
      // Nobody knows what the frame would have defined. The next frame shows a gap, and then the worker sends everything again.
      conflicts.rejected(checked.rejected, entry.incarnation);
      return;
    }
    for (const [family, why] of checked.reserved) conflicts.noted('reserved_name', family, why, entry.slot);
    this.#apply(checked.frame, entry.incarnation);
  }

  #apply(frame: Frame, incarnation: number): void {
    const { state, living, collector, conflicts, requestAll } = this.#parts;
    const outcome = state.apply(frame);
    if (outcome !== 'applied') conflicts.rejected(outcome);
    const { flushId, takenAt } = frame.header;
    if (outcome === 'gap') requestAll(incarnation, flushId);
    living.reported(incarnation, takenAt, monotonicMs());
    // After a gap the worker answers again with everything. The scrape waits for that answer.
    if (flushId !== 0 && outcome !== 'gap') collector.answered(incarnation, flushId);
  }
}

/** The parts of the thread that an {@link EntryMerge} changes. */
export interface EntryMergeParts {
  /** The name of the family with the service's uptime, which no app's family can have. */
  readonly uptimeName: string;
  readonly state: ClusterState;
  readonly living: LivingIncarnations;
  readonly collector: Collector;
  readonly conflicts: ConflictLog;
  /** Requests a full flush of an incarnation. @param flushId id of the flush in which a frame was missing */
  readonly requestAll: (incarnation: number, flushId: number) => void;
}
