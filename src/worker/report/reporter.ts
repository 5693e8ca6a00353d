import type { WorkerAssignment } from '../../shared/channel/assignment.js';
import type { FlushRequest } from '../../shared/channel/socket-messages.js';
import type { RegistrySampler } from '../../shared/sampling/registry-sampler.js';
import type { ChangeTracker } from '../../shared/tracking/change-tracker.js';
import type { HttpRecorder } from '../http/http-recorder.js';
import { FrameChannel } from './frame-channel.js';
import type { SweepPace } from './sweep-pace.js';

/** The sources of a worker's numbers. */
export interface ReporterSources {
  readonly tracker: ChangeTracker;
  /** What is recorded as it happens. */
  readonly tables: readonly { flush(): void }[];
  readonly recorder: HttpRecorder;
  readonly sampler: RegistrySampler;
  /** When the sampler's stores, and the metrics whose `get()` has to be called, are due. */
  readonly paces: { readonly stores: SweepPace; readonly collected: SweepPace };
}

/**
 * Sends the aggregator what changed: every interval, when it asks, and once more before the process ends. By timer the
 * request metrics go at every interval, and the registries are read as often as their paces allow.
 */
export class Reporter {
  readonly #sources: ReporterSources;
  readonly #assignment: WorkerAssignment;
  readonly #channel: FrameChannel;
  #timer: NodeJS.Timeout | undefined;
  /** When the registries were read last as a whole, in ms since the epoch. */
  #sweptAt = Date.now();

  constructor(sources: ReporterSources, assignment: WorkerAssignment) {
    this.#sources = sources;
    this.#assignment = assignment;
    this.#channel = new FrameChannel(assignment, {
      asked: (ask) => void this.answer(ask),
      unsure: () => sources.tracker.forgetSent(),
    });
  }

  /** Flushes from now on when `intervalMs` have passed without a flush, and when the process exits. */
  start(intervalMs: number): void {
    this.#channel.start();
    this.#timer = setInterval(() => this.#flushOnTimer(), intervalMs).unref();
    process.on('exit', () => this.flushAtExit());
  }

  /** Answers a request for a flush. The next one by timer is due an interval later: scrapes are not paid for twice. */
  async answer({ id, full }: FlushRequest): Promise<void> {
    if (full) this.#sources.tracker.forgetSent();
    this.#timer?.refresh();
    await this.flush(id);
  }

  /**
   * Reads every source and sends what changed. Request metrics do not wait for a long sweep: a kill costs no more than
   * one interval of them.
   * @param id the scrape that waits for it, or 0
   */
  async flush(id = 0): Promise<void> {
    await this.#sources.sampler.sample(() => this.#sendChanges(0));
    this.#sweptAt = Date.now();
    this.#sendChanges(id);
  }

  /** Likewise, and resolves once the system has taken all of it. */
  async lastFlush(): Promise<void> {
    await this.flush();
    await this.#channel.drained();
  }

  /**
   * The last flush of a process that ends now. `exit` handlers cannot wait: of the registries, only what can be read
   * without asking is new.
   */
  flushAtExit(): void {
    this.#sources.recorder.recordUnfinished();
    this.#sendAtExit();
    if (!this.#channel.abandonUnsent()) return;
    this.#sources.tracker.forgetSent();
    this.#sendAtExit();
  }

  /** The request metrics go first, in a frame that stays small: on Node 24 and later a message of 200 KB sent here is lost. */
  #sendAtExit(): void {
    const { tracker, sampler } = this.#sources;
    tracker.beginSweep();
    this.#sendChanges(0);
    sampler.sampleStoresAtOnce();
    this.#sendChanges(0);
  }

  #flushOnTimer(): void {
    const { paces } = this.#sources;
    const areCollectedDue = paces.collected.tick();
    const areStoresDue = paces.stores.tick();
    // An aggregator that does not read must not make this process's memory grow: one timed flush is on its way at most.
    if (this.#channel.isBusy) return;
    if (areCollectedDue && areStoresDue) return void this.flush();
    if (areStoresDue) return void this.#flushStores();
    this.#sendChanges(0);
  }

  async #flushStores(): Promise<void> {
    await this.#sources.sampler.sampleStores(() => this.#sendChanges(0));
    this.#sendChanges(0);
  }

  /** Frames are as old as the oldest number in them. */
  #sendChanges(id: number): void {
    const { tables, tracker } = this.#sources;
    for (const table of tables) table.flush();
    for (const bytes of tracker.take(this.#assignment, id, this.#sweptAt)) this.#channel.send(bytes);
  }
}
