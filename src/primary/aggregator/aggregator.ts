import { availableParallelism } from 'node:os';
import type { FlushRequest } from '../../shared/channel/socket-messages.js';
import { PRIMARY_SLOT } from '../../shared/model/identity.js';
import { OwnCounters } from '../protocol/shared-counters.js';
import type { Checkpoint, FromThread, JournalEntry, ThreadSettings, ToThread } from '../protocol/thread-messages.js';
import type { WorkerStatus } from '../protocol/worker-view.js';
import { ClusterState } from './cluster-state.js';
import { EntryMerge } from './entry-merge.js';
import { ForeignAggregation } from './scrape/app-aggregation.js';
import { Collector } from './scrape/collector.js';
import { Living } from './scrape/living.js';
import { lookFromOutside } from './scrape/outside-view.js';
import { clusterFamilies, renderStated, type StatedFamily } from './self/cluster-families.js';
import { ConflictLog } from './self/conflict-log.js';
import type { PageQuery, PageSource } from './serve/server.js';

/** A checkpoint is due after so many bytes of journal, or twice its own size if that is more. */
const CHECKPOINT_MIN_BYTES = 4 * 1024 * 1024;

/** About what an entry of the journal takes beside a frame's bytes. */
const ENTRY_BYTES = 128;

/** How an {@link Aggregator} reaches others. */
export interface AggregatorOutlets {
  /** To the main loop. */
  readonly post: (message: FromThread) => void;
  /** Asks an incarnation for a flush. */
  readonly ask: (incarnation: number, ask: FlushRequest) => void;
}

/** Joins state, collection and clock: what the aggregator thread does with each message and each scrape. */
export class Aggregator implements PageSource {
  readonly #settings: ThreadSettings;
  readonly #post: AggregatorOutlets['post'];
  readonly #ask: AggregatorOutlets['ask'];
  readonly #counters: OwnCounters;
  readonly #conflicts: ConflictLog;
  readonly #state: ClusterState;
  readonly #collector: Collector;
  readonly #foreign: ForeignAggregation;
  readonly #living: Living;
  readonly #merge: EntryMerge;
  #workers: readonly WorkerStatus[] = [];
  #isClosing = false;
  #scrapesInFlight = 0;
  #bytesSinceCheckpoint = 0;
  #checkpointBytes = 0;

  constructor(settings: ThreadSettings, { post, ask }: AggregatorOutlets) {
    this.#settings = settings;
    this.#post = post;
    this.#ask = ask;
    this.#counters = new OwnCounters(settings.ownCounters);
    this.#conflicts = new ConflictLog(this.#counters, (message) => post({ kind: 'log', level: 'warn', message }));
    const options = {
      maxSeries: settings.maxSeries,
      onNote: (...note: Parameters<ConflictLog['noted']>) => this.#conflicts.noted(...note),
      onResync: (incarnation: number) => this.#resync(incarnation),
    };
    const { checkpoint, namespace } = settings;
    this.#living = new Living(checkpoint?.living);
    this.#state = checkpoint ? ClusterState.restore(checkpoint.state, options) : new ClusterState(options);
    this.#foreign = new ForeignAggregation(this.#state, post, settings.scrapeTimeoutMs);
    this.#collector = new Collector({
      deadlineMs: settings.scrapeTimeoutMs,
      // One core is left to the app's connections, and to the primary that hands them out.
      atOnce: Math.max(1, availableParallelism() - 1),
      ask: (id, incarnation) => ask(incarnation, { id, full: false }),
      expected: () => this.#living.expected,
    });
    const [state, living, collector, conflicts] = [this.#state, this.#living, this.#collector, this.#conflicts];
    const resync = (incarnation: number, flushId: number) => this.#resync(incarnation, flushId);
    this.#merge = new EntryMerge({ namespace, state, living, collector, conflicts, resync });
  }

  /** Everything the journal held has been told; from now on conflicts are counted. */
  replayed(): void {
    this.#conflicts.begin();
  }

  /** Merges what happened next. */
  enter(entry: JournalEntry): void {
    this.#bytesSinceCheckpoint += ENTRY_BYTES + (entry.kind === 'frame' ? entry.bytes.byteLength : 0);
    this.#merge.enter(entry);
  }

  /** Claims that so much was entered since the last checkpoint that another one is due. */
  get isCheckpointDue(): boolean {
    return this.#bytesSinceCheckpoint > Math.max(CHECKPOINT_MIN_BYTES, 2 * this.#checkpointBytes);
  }

  /** All that is known after the last entry. */
  checkpoint(): Checkpoint {
    const state = this.#state.snapshot();
    this.#bytesSinceCheckpoint = 0;
    this.#checkpointBytes = state.byteLength;
    return { state, living: this.#living.all };
  }

  /** Claims that a frame is not the next one of its incarnation, but a later one. */
  isAhead(entry: JournalEntry & { readonly kind: 'frame' }): boolean {
    return this.#merge.isAhead(entry);
  }

  /** Which living incarnation has a token. */
  incarnationOf(token: string): number | undefined {
    return this.#living.incarnationOf(token);
  }

  /** Which slot a living incarnation has. */
  slotOf(incarnation: number): number | undefined {
    return this.#living.all.get(incarnation)?.slot;
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

  #resync(incarnation: number, id = 0): void {
    this.#ask(incarnation, { id, full: true });
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
}
