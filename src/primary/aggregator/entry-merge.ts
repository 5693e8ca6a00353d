import { decodeFrame, type Frame, FrameUpdates } from '../../shared/frame/frame.js';
import { isClusterFamilyName } from '../../shared/model/reserved-names.js';
import type { JournalEntry } from '../protocol/thread-messages.js';
import { checkFrame } from './merge/checked-frame.js';
import type { ClusterState } from './merge/cluster-state.js';
import type { Collector } from './scrape/collector.js';
import type { Living } from './scrape/living.js';
import type { ConflictLog } from './self/conflict-log.js';

/** Merges the journal's entries, one after another: frames into the state, and the lives of workers into what is known of them. */
export class EntryMerge {
  readonly #parts: EntryMergeParts;
  readonly #updates = new FrameUpdates();

  constructor(parts: EntryMergeParts) {
    this.#parts = parts;
  }

  /** Merges the next entry. */
  enter(entry: JournalEntry): void {
    if (entry.kind === 'frame') this.#mergeFrame(entry);
    else this.#follow(entry);
  }

  /** Whether a frame is not the next one of its incarnation, but a later one. */
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

  #mergeFrame(entry: JournalEntry & { kind: 'frame' }): void {
    const { namespace, conflicts } = this.#parts;
    const checked = checkFrame(entry, (name) => isClusterFamilyName(name, namespace), this.#updates);
    if ('rejected' in checked) {
      // What the frame may have defined is unknown. The next frame shows a gap, and then the worker is asked for everything.
      conflicts.rejected(checked.rejected, entry.incarnation);
      return;
    }
    for (const family of checked.reserved) conflicts.noted('reserved_name', family, '', entry.slot);
    this.#apply(checked.frame, entry.incarnation);
  }

  #apply(frame: Frame, incarnation: number): void {
    const { state, living, collector, conflicts, requestAll } = this.#parts;
    const outcome = state.apply(frame);
    if (outcome !== 'applied') conflicts.rejected(outcome);
    const { flushId, takenAt } = frame.header;
    if (outcome === 'gap') requestAll(incarnation, flushId);
    living.reported(incarnation, takenAt, Date.now());
    // After a gap the answer is on its way: the scrape goes on waiting for it.
    if (flushId !== 0 && outcome !== 'gap') collector.answered(incarnation, flushId);
  }
}

/** What an {@link EntryMerge} works on. */
export interface EntryMergeParts {
  /** Prefix of the names of the request metrics, without its underscore. */
  readonly namespace: string;
  readonly state: ClusterState;
  readonly living: Living;
  readonly collector: Collector;
  readonly conflicts: ConflictLog;
  /** Asks an incarnation to send everything again. @param flushId id of the flush in which a frame was missing */
  readonly requestAll: (incarnation: number, flushId: number) => void;
}
