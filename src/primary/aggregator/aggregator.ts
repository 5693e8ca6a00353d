import { availableParallelism } from 'node:os';
import { type Frame, FrameUpdates } from '../../shared/frame.js';
import { PRIMARY_SLOT } from '../../shared/messages.js';
import { isClusterFamilyName } from '../../shared/reserved-names.js';
import { clusterFamilies, renderStated, type StatedFamily } from './cluster-families.js';
import { ClusterState } from './cluster-state.js';
import { Collector } from './collection.js';
import { ConflictLog } from './conflict-log.js';
import { ForeignAggregation } from './foreign-aggregation.js';
import { takeIn } from './frame-intake.js';
import { Living } from './living.js';
import { lookFromOutside } from './outside-view.js';
import { OwnCounters } from './own-counters.js';
import type { PageQuery, PageSource } from './server.js';
import type { FromThread, JournalEntry, ThreadSettings, ToThread, WorkerStatus } from './thread-messages.js';

/** A checkpoint is due after so many bytes of journal, or twice its own size if that is more. */
const CHECKPOINT_MIN_BYTES = 4 * 1024 * 1024;

/** About what an entry of the journal takes beside a frame's bytes. */
const ENTRY_BYTES = 128;

/** Joins state, collection and clock: what the aggregator thread does with each message and each scrape. */
export class Aggregator implements PageSource {
  readonly #settings: ThreadSettings;
  readonly #post: (message: FromThread) => void;
  readonly #counters: OwnCounters;
  readonly #conflicts: ConflictLog;
  readonly #state: ClusterState;
  readonly #collector: Collector;
  readonly #foreign: ForeignAggregation;
  readonly #living: Living;
  readonly #updates = new FrameUpdates();
  #workers: readonly WorkerStatus[] = [];
  #isClosing = false;
  #scrapesInFlight = 0;
  #bytesSinceCheckpoint = 0;
  #checkpointBytes = 0;

  constructor(settings: ThreadSettings, post: (message: FromThread) => void) {
    this.#settings = settings;
    this.#post = post;
    this.#counters = new OwnCounters(settings.ownCounters);
    this.#conflicts = new ConflictLog(this.#counters, (message) => post({ kind: 'log', level: 'warn', message }));
    const options = {
      maxSeries: settings.maxSeries,
      onNote: (...note: Parameters<ConflictLog['noted']>) => this.#conflicts.noted(...note),
      onResync: (incarnation: number) => post({ kind: 'resync', incarnation }),
    };
    const { checkpoint } = settings;
    this.#living = new Living(checkpoint?.living);
    this.#state = checkpoint ? ClusterState.restore(checkpoint.state, options) : new ClusterState(options);
    this.#foreign = new ForeignAggregation(this.#state, post, settings.scrapeTimeoutMs);
    this.#collector = new Collector({
      deadlineMs: settings.scrapeTimeoutMs,
      // One core is left to the app's connections, and to the primary that hands them out.
      atOnce: Math.max(1, availableParallelism() - 1),
      ask: (id, incarnation) => post({ kind: 'flush', id, incarnation }),
      expected: () => this.#living.expected,
    });
  }

  /** Everything the journal held has been told; from now on conflicts are counted. */
  replayed(): void {
    this.#conflicts.begin();
  }

  /** Merges one entry of the journal, and sends a checkpoint when one is due. */
  enter(number: number, entry: JournalEntry): void {
    this.#bytesSinceCheckpoint += ENTRY_BYTES + (entry.kind === 'frame' ? entry.bytes.byteLength : 0);
    if (entry.kind === 'frame') this.#merge(entry);
    else this.#follow(entry);
    const dueBytes = Math.max(CHECKPOINT_MIN_BYTES, 2 * this.#checkpointBytes);
    if (this.#bytesSinceCheckpoint > dueBytes) this.#checkpoint(number);
  }

  /** A message of a worker that never became a frame. */
  rejected(reason: string): void {
    this.#conflicts.rejected(reason);
  }

  /** The main thread has run aggregators of the app's. */
  aggregated(answer: ToThread & { kind: 'aggregated' }): void {
    this.#foreign.answered(answer);
  }

  /** Takes over what the supervisor says of the slots. */
  status(workers: readonly WorkerStatus[], isClosing: boolean): void {
    this.#workers = workers;
    this.#isClosing = isClosing;
  }

  async page({ names, worker }: PageQuery): Promise<Buffer | undefined> {
    const missing = await this.#collector.collect();
    for (const incarnation of missing) this.#lookAt(incarnation);
    if (worker !== undefined) return this.#ownPage(worker);
    await this.#foreign.refresh();
    const wanted = (name: string) => names.size === 0 || names.has(name);
    const end = renderStated(this.#clusterFamilies(missing), wanted);
    return this.#state.renderBytes({ names: names.size === 0 ? undefined : names, end });
  }

  workers(): unknown {
    return this.#workers.map(({ restartsByReason: _, ...view }) => view);
  }

  ready(): boolean {
    return !this.#isClosing && this.#workers.some(({ state }) => state === 'ready');
  }

  scrapeStarted(): void {
    this.#scrapesInFlight++;
  }

  scrapeEnded(code: number, seconds: number): void {
    this.#scrapesInFlight--;
    if (code !== 404) this.#counters.scraped(code, seconds);
  }

  log(message: string): void {
    this.#post({ kind: 'log', level: 'error', message });
  }

  #follow(entry: Exclude<JournalEntry, { kind: 'frame' }>): void {
    const { kind, incarnation } = entry;
    if (kind === 'began') {
      const { slot, pid } = entry;
      this.#living.all.set(incarnation, { slot, pid, ready: false, takenAt: Date.now() });
      this.#state.begin(incarnation, slot);
    } else if (kind === 'ready') {
      this.#living.ready(incarnation);
    } else {
      this.#living.all.delete(incarnation);
      this.#state.end(incarnation);
      this.#collector.gone(incarnation);
    }
  }

  #merge(entry: JournalEntry & { kind: 'frame' }): void {
    const isReserved = (name: string) => isClusterFamilyName(name, this.#settings.namespace);
    const intake = takeIn(entry, isReserved, this.#updates);
    if ('rejected' in intake) {
      // What it may have defined is unknown now: the next frame shows a gap, upon which all is asked for again.
      this.#conflicts.rejected(intake.rejected, entry.incarnation);
      return;
    }
    for (const family of intake.reserved) this.#conflicts.noted('reserved_name', family, '', entry.slot);
    this.#apply(intake.frame, entry.incarnation);
  }

  #apply(frame: Frame, incarnation: number): void {
    const outcome = this.#state.apply(frame);
    if (outcome !== 'applied') this.#conflicts.rejected(outcome);
    if (outcome === 'gap') this.#post({ kind: 'resync', incarnation });
    this.#living.reported(incarnation, frame.header.takenAt, Date.now());
    if (frame.header.flushId !== 0) this.#collector.answered(incarnation, frame.header.flushId);
  }

  #lookAt(incarnation: number): void {
    const living = this.#living.all.get(incarnation);
    if (living) lookFromOutside(this.#state, incarnation, living.pid);
  }

  #ownPage(worker: string): Buffer | undefined {
    const slot =
      worker === 'primary' ? PRIMARY_SLOT : this.#workers.find((known) => String(known.slot) === worker)?.slot;
    return slot === undefined ? undefined : Buffer.from(this.#state.renderWorker(slot));
  }

  #clusterFamilies(missing: ReadonlySet<number>): StatedFamily[] {
    const now = Date.now();
    return clusterFamilies({
      namespace: this.#settings.namespace,
      uptimeSeconds: (now - this.#settings.startedAt) / 1000,
      workers: this.#workers,
      snapshotAges: this.#living.ages(now),
      missingWorkers: this.#living.workersAmong(missing),
      activeSeries: this.#state.activeSeries,
      droppedSeries: this.#state.droppedSeries,
      scrapesInFlight: this.#scrapesInFlight,
      counters: this.#counters,
    });
  }

  #checkpoint(upTo: number): void {
    const state = this.#state.snapshot();
    this.#bytesSinceCheckpoint = 0;
    this.#checkpointBytes = state.byteLength;
    this.#post({ kind: 'checkpoint', upTo, checkpoint: { state, living: this.#living.all } });
  }
}
