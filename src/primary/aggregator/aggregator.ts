import { availableParallelism } from 'node:os';
import { monotonicMs } from '../../shared/basics/monotonic-clock.js';
import type { FlushRequest } from '../../shared/channel/socket-messages.js';
import { PRIMARY_SLOT } from '../../shared/model/identity.js';
import type { Checkpoint } from '../protocol/checkpoint.js';
import type { OutsideValue } from '../protocol/outside-values.js';
import { SharedCounters } from '../protocol/shared-counters.js';
import type { FromThread, JournalEntry, ThreadSettings, ToThread } from '../protocol/thread-messages.js';
import type { WorkerStatus } from '../protocol/worker-view.js';
import { CheckpointRule } from './checkpoint/checkpoint-rule.js';
import { EntryMerge } from './entry-merge.js';
import { AggregatedFamilies } from './expose/aggregated-families.js';
import { SharedPage } from './expose/shared-page.js';
import { TextPage } from './expose/text/text-page.js';
import type { InletTarget } from './intake/inlet.js';
import { ClusterState } from './merge/cluster-state.js';
import { AppAggregation } from './scrape/app-aggregation.js';
import { Collector } from './scrape/collector.js';
import { LivingIncarnations } from './scrape/living-incarnations.js';
import { readFromOutside } from './scrape/proc-reader.js';
import { scrapeLimits } from './scrape/scrape-limits.js';
import { type ClusterFamily, clusterFamilies } from './self/cluster-families.js';
import { ConflictLog } from './self/conflict-log.js';
import { HandlerCounts } from './self/handler-counts.js';
import type { PageQuery, PageSource } from './serve/page-source.js';

/** Merges the entries that the inlet enters, and renders the pages that the server serves. */
export class Aggregator implements InletTarget, PageSource {
  readonly handler: HandlerCounts;
  readonly #settings: ThreadSettings;
  readonly #post: AggregatorOutlets['post'];
  readonly #requestFlush: AggregatorOutlets['requestFlush'];
  readonly #enterOutside: AggregatorOutlets['enterOutside'];
  readonly #counters: SharedCounters;
  readonly #conflicts: ConflictLog;
  readonly #living: LivingIncarnations;
  readonly #state: ClusterState;
  readonly #text: TextPage;
  readonly #sharedPage = new SharedPage();
  readonly #appAggregation: AppAggregation;
  readonly #collector: Collector;
  readonly #merge: EntryMerge;
  readonly #checkpointRule = new CheckpointRule();
  #workers: readonly WorkerStatus[] = [];
  #isClosing = false;

  constructor(settings: ThreadSettings, { post, requestFlush, enterOutside }: AggregatorOutlets) {
    const { checkpoint, uptimeName, scrapeTimeoutMs } = settings;
    this.#settings = settings;
    this.#post = post;
    this.#requestFlush = requestFlush;
    this.#enterOutside = enterOutside;
    this.#counters = new SharedCounters(settings.sharedCounters);
    this.handler = new HandlerCounts(this.#counters);
    this.#conflicts = new ConflictLog(this.#counters, (message) => post({ kind: 'log', level: 'warn', message }));
    this.#living = new LivingIncarnations(checkpoint?.living);
    this.#state = this.#createState();
    const aggregated = new AggregatedFamilies(this.#state);
    this.#text = new TextPage(this.#state, aggregated);
    this.#appAggregation = new AppAggregation(aggregated, post, scrapeTimeoutMs);
    this.#collector = this.#createCollector();
    const [state, living, collector, conflicts] = [this.#state, this.#living, this.#collector, this.#conflicts];
    const requestAll = (incarnation: number, flushId: number) => this.#requestAll(incarnation, flushId);
    this.#merge = new EntryMerge({ uptimeName, state, living, collector, conflicts, requestAll });
  }

  incarnationOf(token: string): number | undefined {
    return this.#living.incarnationOf(token);
  }

  slotOf(incarnation: number): number | undefined {
    return this.#living.all.get(incarnation)?.slot;
  }

  isAhead(entry: JournalEntry & { readonly kind: 'frame' }): boolean {
    return this.#merge.isAhead(entry);
  }

  rejected(reason: string): void {
    this.#conflicts.rejected(reason);
  }

  beginNew(): void {
    this.#conflicts.beginNew();
  }

  enter(entry: JournalEntry): void {
    this.#checkpointRule.entered(entry);
    this.#merge.enter(entry);
  }

  get isCheckpointDue(): boolean {
    return this.#checkpointRule.isDue;
  }

  checkpoint(): Checkpoint {
    const state = this.#state.checkpoint();
    this.#checkpointRule.taken(state.byteLength);
    return { state, living: this.#living.all };
  }

  /** Fills in the results of aggregators of the app, which the main thread has run. */
  aggregated(answer: ToThread & { kind: 'aggregated' }): void {
    this.#appAggregation.answered(answer);
  }

  /** Remembers the supervisor's view of the slots. */
  status(workers: readonly WorkerStatus[], isClosing: boolean): void {
    this.#workers = workers;
    this.#isClosing = isClosing;
  }

  async page({ names, worker, timeoutMs, isWanted = () => true }: PageQuery): Promise<Buffer | undefined> {
    const { workersMs, aggregatorsMs } = scrapeLimits(timeoutMs);
    const missing = await this.#collector.collect(workersMs);
    if (!isWanted()) return undefined;
    for (const incarnation of missing) this.#lookFromOutside(incarnation);
    if (worker !== undefined) return this.#workerPage(worker);
    await this.#appAggregation.refresh(aggregatorsMs);
    return names.size > 0 ? this.#render(missing, names) : this.#sharedPage.of(missing, () => this.#render(missing));
  }

  workers(): unknown {
    return this.#workers.map(({ restartsByReason: _, ...view }) => view);
  }

  ready(): boolean {
    return !this.#isClosing && this.#workers.some(({ state }) => state === 'ready');
  }

  log(message: string): void {
    this.#post({ kind: 'log', level: 'error', message });
  }

  #createState(): ClusterState {
    const { checkpoint, maxSeries } = this.#settings;
    const options = {
      maxSeries,
      onNote: (...note: Parameters<ConflictLog['noted']>) => this.#conflicts.noted(...note),
      onResync: (incarnation: number) => this.#requestAll(incarnation, 0),
    };
    return checkpoint ? ClusterState.restore(checkpoint.state, options) : new ClusterState(options);
  }

  #createCollector(): Collector {
    return new Collector({
      deadlineMs: this.#settings.scrapeTimeoutMs,
      // One core is left to the app's connections, and to the primary that hands them out.
      atOnce: Math.max(1, availableParallelism() - 1),
      requestFlush: (id, incarnation) => this.#requestFlush(incarnation, { id, full: false }),
      expected: () => this.#living.expected,
      onRoundEnd: () => this.#checkpointRule.roundEnded(this.#state.endRound()),
    });
  }

  #requestAll(incarnation: number, id: number): void {
    this.#requestFlush(incarnation, { id, full: true });
  }

  #lookFromOutside(incarnation: number): void {
    const pid = this.#living.all.get(incarnation)?.pid;
    const values = pid === undefined ? [] : readFromOutside(pid, this.#settings);
    if (values.length > 0) this.#enterOutside(incarnation, values);
  }

  #workerPage(worker: string): Buffer | undefined {
    const slot =
      worker === 'primary' ? PRIMARY_SLOT : this.#workers.find((known) => String(known.slot) === worker)?.slot;
    return slot === undefined ? undefined : Buffer.from(this.#text.renderWorker(slot));
  }

  #render(missing: ReadonlySet<number>, names?: ReadonlySet<string>): Buffer {
    return this.#text.render({ names, cluster: this.#clusterFamilies(missing) });
  }

  #clusterFamilies(missing: ReadonlySet<number>): ClusterFamily[] {
    const nowMs = monotonicMs();
    return clusterFamilies({
      naming: this.#settings,
      uptimeSeconds: (nowMs - this.#settings.startedAtMs) / 1000,
      workers: this.#workers,
      ages: this.#living.ages(nowMs),
      missingWorkers: this.#living.workersAmong(missing),
      activeSeries: this.#state.activeSeries,
      droppedSeries: this.#state.droppedSeries,
      scrapesInFlight: this.handler.inFlight,
      counters: this.#counters,
    });
  }
}

/** The ways from an {@link Aggregator} to the main loop and to the workers. */
export interface AggregatorOutlets {
  /** Sends a message to the main loop. */
  readonly post: (message: FromThread) => void;
  /** Requests a flush of an incarnation. */
  readonly requestFlush: (incarnation: number, request: FlushRequest) => void;
  /** Logs and enters the values that the kernel has of an incarnation, before it returns. */
  readonly enterOutside: (incarnation: number, values: readonly OutsideValue[]) => void;
}
