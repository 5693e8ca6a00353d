import { decodeFrame, type Frame, FrameUpdates } from '../../shared/frame/frame.js';
import { isClusterFamilyName } from '../../shared/model/reserved-names.js';
import type { JournalEntry } from '../protocol/thread-messages.js';
import type { ClusterState } from './cluster-state.js';
import { takeIn } from './merge/checked-frame.js';
import type { Collector } from './scrape/collector.js';
import type { Living } from './scrape/living.js';
import type { ConflictLog } from './self/conflict-log.js';

/** What {@link EntryMerge} works on. */
export interface EntryMergeParts {
  /** In front of the names of the request metrics. */
  readonly namespace: string;
  readonly state: ClusterState;
  readonly living: Living;
  readonly collector: Collector;
  readonly conflicts: ConflictLog;
  /** Has an incarnation say everything again. @param id that of the flush in which something was missing */
  readonly resync: (incarnation: number, id: number) => void;
}

/** Takes what happened to workers, one thing after another, into what is known of them. */
export class EntryMerge {
  readonly #parts: EntryMergeParts;
  readonly #updates = new FrameUpdates();

  constructor(parts: EntryMergeParts) {
    this.#parts = parts;
  }

  /** Merges what happened next. */
  enter(entry: JournalEntry): void {
    if (entry.kind === 'frame') this.#merge(entry);
    else this.#follow(entry);
  }

  /** Claims that a frame is not the next one of its incarnation, but a later one. */
  isAhead(entry: JournalEntry & { readonly kind: 'frame' }): boolean {
    const decoded = decodeFrame(entry.bytes, this.#updates);
    return 'frame' in decoded && decoded.frame.header.sequence > this.#parts.state.sequenceOf(entry.incarnation) + 1;
  }

  #follow(entry: Exclude<JournalEntry, { kind: 'frame' }>): void {
    const { state, living, collector } = this.#parts;
    const { kind, incarnation } = entry;
    if (kind === 'began') {
      const { slot, pid, token } = entry;
      living.all.set(incarnation, { slot, pid, token, ready: false, takenAt: Date.now() });
      state.begin(incarnation, slot);
    } else if (kind === 'ready') {
      living.ready(incarnation);
    } else {
      living.all.delete(incarnation);
      state.end(incarnation);
      collector.gone(incarnation);
    }
  }

  #merge(entry: JournalEntry & { kind: 'frame' }): void {
    const { namespace, conflicts } = this.#parts;
    const intake = takeIn(entry, (name) => isClusterFamilyName(name, namespace), this.#updates);
    if ('rejected' in intake) {
      // What it may have defined is unknown now: the next frame shows a gap, upon which all is asked for again.
      conflicts.rejected(intake.rejected, entry.incarnation);
      return;
    }
    for (const family of intake.reserved) conflicts.noted('reserved_name', family, '', entry.slot);
    this.#apply(intake.frame, entry.incarnation);
  }

  #apply(frame: Frame, incarnation: number): void {
    const { state, living, collector, conflicts, resync } = this.#parts;
    const outcome = state.apply(frame);
    if (outcome !== 'applied') conflicts.rejected(outcome);
    const { flushId, takenAt } = frame.header;
    if (outcome === 'gap') resync(incarnation, flushId);
    living.reported(incarnation, takenAt, Date.now());
    // What is missing is on its way: a scrape waits for it.
    if (flushId !== 0 && outcome !== 'gap') collector.answered(incarnation, flushId);
  }
}
