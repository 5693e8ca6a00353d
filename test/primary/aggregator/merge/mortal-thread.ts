import { readCheckpoint } from '../../../../src/primary/aggregator/checkpoint/state-checkpoint.js';
import { EntryMerge } from '../../../../src/primary/aggregator/entry-merge.js';
import { Collector } from '../../../../src/primary/aggregator/scrape/collector.js';
import { LivingIncarnations } from '../../../../src/primary/aggregator/scrape/living-incarnations.js';
import { ConflictLog } from '../../../../src/primary/aggregator/self/conflict-log.js';
import { FrameLog } from '../../../../src/primary/protocol/frame-log.js';
import { SharedCounters } from '../../../../src/primary/protocol/shared-counters.js';
import type { JournalEntry, NumberedEntry } from '../../../../src/primary/protocol/thread-messages.js';
import { ThreadJournal } from '../../../../src/primary/thread/thread-journal.js';
import { ShownState } from '../shown-state.js';

/** An entry that the thread logs by itself. */
export type OwnEntry = JournalEntry & { readonly kind: 'frame' | 'outside' };

/** The merge, the log and the journal of an aggregator thread that can crash between two entries, in one process. */
export class MortalThread {
  readonly #journal = new ThreadJournal();
  readonly #requestAll: (incarnation: number) => void;
  readonly #counters = new SharedCounters();
  #log = new FrameLog(() => undefined);
  #life = this.#newLife();
  #lastMerged = 0;

  /** @param requestAll is called with each incarnation that has to send everything again */
  constructor(requestAll: (incarnation: number) => void = () => undefined) {
    this.#requestAll = requestAll;
    this.#begin();
  }

  get page(): string {
    return this.#life.state.render();
  }

  /** The numbers of rejected frames and of conflicts by reason. */
  get problems(): readonly [reason: string, count: number][] {
    return [...this.#counters.byRejectReason, ...this.#counters.byConflictReason];
  }

  /** Keeps an entry of the main loop in the journal. {@link merge} has to follow, unless the thread crashes before. */
  append(entry: JournalEntry): NumberedEntry {
    return this.#journal.append(entry);
  }

  /** Logs and merges an entry of the main loop. */
  merge({ number, entry }: NumberedEntry): void {
    this.#log.entry(number);
    this.#lastMerged = Math.max(this.#lastMerged, number);
    this.#life.merge.enter(entry);
  }

  /** Logs and merges an entry of the thread's own. */
  own(entry: OwnEntry): void {
    if (entry.kind === 'frame') this.#log.frame(entry.slot, entry.incarnation, entry.bytes);
    else this.#log.outside(entry.incarnation, entry.values);
    this.#life.merge.enter(entry);
  }

  /** Takes a checkpoint. No entry may be in the journal that is not merged. */
  checkpoint(): void {
    const { state, living } = this.#life;
    const checkpoint = structuredClone({ state: state.checkpoint(), living: living.all });
    this.#journal.checkpointed(this.#lastMerged, this.#log.nextEpoch, checkpoint);
    this.#log.clear();
  }

  /** Ends the thread, and begins the next one. */
  crash(): void {
    this.#journal.takeOver(0);
    this.#begin();
  }

  #begin(): void {
    const entries = this.#journal.begin();
    this.#log = new FrameLog((memory) => this.#journal.share(memory));
    this.#life = this.#newLife();
    for (const { number, entry } of entries) {
      this.#lastMerged = Math.max(this.#lastMerged, number);
      if (number > this.#journal.mergedUpTo) this.#life.conflicts.beginNew();
      this.#life.merge.enter(entry);
    }
    this.#life.conflicts.beginNew();
  }

  #newLife() {
    const { checkpoint } = this.#journal;
    const requestAll = (incarnation: number) => this.#requestAll(incarnation);
    const conflicts = new ConflictLog(this.#counters, () => undefined);
    const onNote = (...note: Parameters<ConflictLog['noted']>) => conflicts.noted(...note);
    const options = { maxSeries: 1000, onNote, onResync: requestAll };
    const state = new ShownState(options, checkpoint && readCheckpoint(checkpoint.state));
    const living = new LivingIncarnations(structuredClone(checkpoint?.living));
    const collector = new Collector({ deadlineMs: 1, atOnce: 1, requestFlush: () => undefined, expected: () => [] });
    const uptimeName = 'uptime_seconds';
    const merge = new EntryMerge({ uptimeName, state, living, collector, conflicts, requestAll });
    return { state, living, conflicts, merge };
  }
}
