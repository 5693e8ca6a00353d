import { deserialize, serialize } from 'node:v8';
import { decodeFrame, type Frame } from '../../shared/frame.js';
import { PRIMARY_SLOT } from '../../shared/messages.js';
import { isClusterFamilyName } from '../../shared/reserved-names.js';
import { clusterFamilies, renderStated, type StatedFamily } from './cluster-families.js';
import { ClusterState } from './cluster-state.js';
import { Collector } from './collection.js';
import { OwnCounters } from './own-counters.js';
import { readProcessUsage } from './proc-reader.js';
import type { PageQuery, PageSource } from './server.js';
import type { FromThread, JournalEntry, ThreadSettings, WorkerStatus } from './thread-messages.js';

interface Incarnation {
  readonly slot: number;
  readonly pid: number;
  ready: boolean;
  /** When the values of its last frame were taken, in ms since the epoch. */
  takenAt: number;
}

/** A checkpoint is due after so many bytes of journal, or twice its own size if that is more. */
const CHECKPOINT_MIN_BYTES = 4 * 1024 * 1024;

/** About what an entry of the journal takes beside a frame's bytes. */
const ENTRY_BYTES = 128;

/** What a checkpoint holds: a successor thread starts from it. */
interface Checkpoint {
  readonly state: Uint8Array;
  readonly incarnations: Map<number, Incarnation>;
}

/** Joins state, collection and clock: what the aggregator thread does with each message and each scrape. */
export class Aggregator implements PageSource {
  readonly #settings: ThreadSettings;
  readonly #post: (message: FromThread) => void;
  readonly #counters: OwnCounters;
  readonly #state: ClusterState;
  readonly #collector: Collector;
  readonly #incarnations: Map<number, Incarnation>;
  readonly #logged = new Set<string>();
  #workers: readonly WorkerStatus[] = [];
  #closing = false;
  #replaying = true;
  #scrapesInFlight = 0;
  #bytesSinceCheckpoint = 0;
  #checkpointBytes = 0;

  constructor(settings: ThreadSettings, post: (message: FromThread) => void) {
    this.#settings = settings;
    this.#post = post;
    this.#counters = new OwnCounters(settings.ownCounters);
    const options = {
      maxSeries: settings.maxSeries,
      onNote: (reason: string, family: string, detail: string, slot: number) =>
        this.#noted(reason, family, detail, slot),
      onResync: (incarnation: number) => this.#resync(incarnation),
    };
    const checkpoint = settings.checkpoint && (deserialize(settings.checkpoint) as Checkpoint);
    this.#incarnations = checkpoint?.incarnations ?? new Map();
    this.#state = checkpoint ? ClusterState.restore(checkpoint.state, options) : new ClusterState(options);
    this.#collector = new Collector({
      deadlineMs: settings.scrapeTimeoutMs,
      ask: (id) => post({ kind: 'flush', id }),
      expected: () => [...this.#incarnations].filter(([, { ready }]) => ready).map(([incarnation]) => incarnation),
    });
  }

  /** Everything the journal held has been told; from now on conflicts are counted. */
  replayed(): void {
    this.#replaying = false;
  }

  /** Merges one entry of the journal, and sends a checkpoint when one is due. */
  enter(number: number, entry: JournalEntry): void {
    this.#bytesSinceCheckpoint += ENTRY_BYTES + (entry.kind === 'frame' ? entry.bytes.byteLength : 0);
    switch (entry.kind) {
      case 'began':
        this.#incarnations.set(entry.incarnation, {
          slot: entry.slot,
          pid: entry.pid,
          ready: false,
          takenAt: Date.now(),
        });
        this.#state.begin(entry.incarnation, entry.slot);
        break;
      case 'ready':
        this.#markReady(entry.incarnation);
        break;
      case 'frame':
        this.#merge(entry);
        break;
      case 'ended':
        this.#incarnations.delete(entry.incarnation);
        this.#state.end(entry.incarnation);
        this.#collector.gone(entry.incarnation);
    }
    if (this.#bytesSinceCheckpoint > Math.max(CHECKPOINT_MIN_BYTES, 2 * this.#checkpointBytes))
      this.#checkpoint(number);
  }

  /** A message of a worker that never became a frame. */
  rejected(reason: string): void {
    if (!this.#replaying) this.#counters.rejected(reason);
  }

  /** Takes over what the supervisor says of the slots. */
  status(workers: readonly WorkerStatus[], closing: boolean): void {
    this.#workers = workers;
    this.#closing = closing;
  }

  async page({ names, worker }: PageQuery): Promise<string | undefined> {
    const missing = await this.#collector.collect();
    for (const incarnation of missing) this.#lookFromOutside(incarnation);
    if (worker !== undefined) return this.#ownPage(worker);
    const wanted = (name: string) => names.size === 0 || names.has(name);
    const merged = this.#state.render(names.size === 0 ? undefined : { names });
    return merged + renderStated(this.#clusterFamilies(missing), wanted);
  }

  workers(): unknown {
    return this.#workers.map(({ slot, pid, state, restarts, startedAt }) => ({
      slot,
      pid,
      state,
      restarts,
      startedAt,
    }));
  }

  ready(): boolean {
    return !this.#closing && this.#workers.some(({ state }) => state === 'ready');
  }

  scrapeStarted(): void {
    this.#scrapesInFlight++;
  }

  scrapeEnded(code: number, seconds: number): void {
    if (code !== 401) this.#scrapesInFlight--;
    if (code !== 404) this.#counters.scraped(code, seconds);
  }

  log(message: string): void {
    this.#post({ kind: 'log', level: 'error', message });
  }

  #merge({ slot, incarnation, bytes }: JournalEntry & { kind: 'frame' }): void {
    const decoded = decodeFrame(bytes);
    if ('rejected' in decoded) return this.#refuse(decoded.rejected, incarnation);
    const { frame } = decoded;
    if (frame.header.slot !== slot || frame.header.incarnation !== incarnation)
      return this.#refuse('identity', incarnation);
    this.#apply(this.#withoutReserved(frame, slot), incarnation);
  }

  #apply(frame: Frame, incarnation: number): void {
    const outcome = this.#state.apply(frame);
    if (outcome !== 'applied') this.rejected(outcome);
    if (outcome === 'gap') this.#resync(incarnation);
    const known = this.#incarnations.get(incarnation);
    if (known) known.takenAt = Math.min(frame.header.takenAt, Date.now());
    if (frame.header.flushId !== 0) this.#collector.answered(incarnation, frame.header.flushId);
  }

  /** Families that the page has of its own: a second one of the name would make the page invalid. */
  #withoutReserved(frame: Frame, slot: number): Frame {
    const { families } = frame.records;
    const isReserved = (name: string) => isClusterFamilyName(name, this.#settings.namespace);
    const refused = families.filter(({ definition }) => isReserved(definition.name));
    if (refused.length === 0) return frame;
    for (const { definition } of refused) this.#noted('reserved_name', definition.name, '', slot);
    const allowed = families.filter((family) => !refused.includes(family));
    return { ...frame, records: { ...frame.records, families: allowed } };
  }

  /** The next frame shows a gap, upon which the worker is asked to say everything again. */
  #refuse(reason: string, incarnation: number): void {
    this.rejected(reason);
    this.#logOnce(
      `rejected:${incarnation}:${reason}`,
      `a frame of incarnation ${incarnation} was rejected (${reason})`,
    );
  }

  #resync(incarnation: number): void {
    if (!this.#replaying) this.#post({ kind: 'resync', incarnation });
  }

  #markReady(incarnation: number): void {
    const known = this.#incarnations.get(incarnation);
    if (known) known.ready = true;
  }

  #noted(reason: string, family: string, detail: string, slot: number): void {
    if (this.#replaying) return;
    this.#counters.conflicted(reason);
    const where = slot === PRIMARY_SLOT ? 'the primary' : `worker ${slot}`;
    this.#logOnce(
      `${reason}:${family}`,
      `metric \`${family}\` of ${where}: ${reason.replaceAll('_', ' ')}${detail ? `: ${detail}` : ''}`,
    );
  }

  /** The same words once a thread's life: a worker in a crash loop must not fill the log. */
  #logOnce(key: string, message: string): void {
    if (this.#logged.has(key) || this.#logged.size > 10_000) return;
    this.#logged.add(key);
    this.#post({ kind: 'log', level: 'warn', message });
  }

  /** A worker that does not answer still shows what the kernel knows of it. */
  #lookFromOutside(incarnation: number): void {
    const known = this.#incarnations.get(incarnation);
    const usage = known && readProcessUsage(known.pid);
    if (!usage) return;
    this.#state.overlay(incarnation, 'process_cpu_user_seconds_total', [usage.userSeconds]);
    this.#state.overlay(incarnation, 'process_cpu_system_seconds_total', [usage.systemSeconds]);
    this.#state.overlay(incarnation, 'process_cpu_seconds_total', [usage.userSeconds + usage.systemSeconds]);
    this.#state.overlay(incarnation, 'process_resident_memory_bytes', [usage.residentBytes]);
    this.#state.overlay(incarnation, 'process_virtual_memory_bytes', [usage.virtualBytes]);
  }

  #ownPage(worker: string): string | undefined {
    const slot = worker === 'primary' ? PRIMARY_SLOT : /^\d{1,4}$/.test(worker) ? Number(worker) : undefined;
    const isKnown = slot === PRIMARY_SLOT || this.#workers.some((status) => status.slot === slot);
    return slot !== undefined && isKnown ? this.#state.renderWorker(slot) : undefined;
  }

  #clusterFamilies(missing: ReadonlySet<number>): StatedFamily[] {
    const now = Date.now();
    const workers = [...this.#incarnations].filter(([, { slot }]) => slot !== PRIMARY_SLOT);
    return clusterFamilies({
      namespace: this.#settings.namespace,
      uptimeSeconds: (now - this.#settings.startedAt) / 1000,
      workers: this.#workers,
      snapshotAges: new Map(workers.map(([, { slot, takenAt }]) => [slot, Math.max(0, now - takenAt) / 1000])),
      missingWorkers: workers.filter(([incarnation]) => missing.has(incarnation)).length,
      activeSeries: this.#state.activeSeries,
      droppedSeries: this.#state.droppedSeries,
      scrapesInFlight: this.#scrapesInFlight,
      counters: this.#counters,
    });
  }

  #checkpoint(upTo: number): void {
    const checkpoint: Checkpoint = { state: this.#state.snapshot(), incarnations: this.#incarnations };
    const bytes = serialize(checkpoint);
    this.#bytesSinceCheckpoint = 0;
    this.#checkpointBytes = bytes.byteLength;
    this.#post({ kind: 'checkpoint', upTo, bytes });
  }
}
