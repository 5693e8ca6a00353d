import { Guard } from '../../shared/basics/guard.js';
import { monotonicMs } from '../../shared/basics/monotonic-clock.js';
import { thrownText } from '../../shared/basics/thrown-text.js';
import type { WorkerAssignment } from '../../shared/channel/assignment.js';
import type { FlushRequest } from '../../shared/channel/socket-messages.js';
import type { RegistrySampler } from '../../shared/sampling/registry-sampler.js';
import type { ChangeTracker } from '../../shared/tracking/change-tracker.js';
import type { HttpRecorder } from '../http/http-recorder.js';
import { FrameChannel } from './frame-channel.js';
import type { SweepPace } from './sweep-pace.js';

/**
 * Sends the aggregator what changed: every flush interval, on a flush request, and before the process ends. A flush by timer
 * sends the request metrics always, and sweeps the registries as often as their paces allow.
 */
export class Reporter {
  readonly #sources: ReporterSources;
  readonly #assignment: WorkerAssignment;
  readonly #guard: Guard;
  readonly #channel: FrameChannel;
  #timer: NodeJS.Timeout | undefined;
  /** When the registries were last swept as a whole, in ms, by `monotonicMs`. */
  #sweptAt = monotonicMs();
  /** Why the changes could not be sent when that was last tried; undefined when they could. */
  #unsent: { readonly error: unknown } | undefined;

  constructor(sources: ReporterSources, assignment: WorkerAssignment) {
    this.#sources = sources;
    this.#assignment = assignment;
    this.#guard = new Guard(sources.tracker);
    this.#channel = new FrameChannel(assignment, {
      requested: (request) => void this.#guard.settle(this.answer(request)),
      unsure: () => sources.tracker.forgetSent(),
      failed: this.#guard.failed,
    });
  }

  /** Flushes from now on when `intervalMs` have passed without a requested flush, and when the process exits. */
  start(intervalMs: number): void {
    this.#channel.start();
    const onTimer = () => this.#flushOnTimer();
    this.#timer = setInterval(this.#guard.wrap(onTimer), intervalMs).unref();
    process.on('exit', () => this.flushAtExit());
  }

  /** Answers a flush request. The next flush by timer is due one interval later, so that a scrape does not cost two sweeps. */
  async answer({ id, full }: FlushRequest): Promise<void> {
    if (full) this.#sources.tracker.forgetSent();
    this.#timer?.refresh();
    await this.flush(id);
  }

  /**
   * Sweeps every source and sends what changed. Request metrics do not wait for the end of a long sweep, so that a kill of
   * the process loses at most one flush interval of them.
   * @param id the number of the flush request, or 0 for none
   */
  async flush(id = 0): Promise<void> {
    const isSwept = await this.#guard.settle(this.#sources.sampler.sample(() => this.#sendChanges(0)));
    if (isSwept) this.#sweptAt = monotonicMs();
    this.#sendChanges(id);
  }

  /** Flushes, and resolves when the system has taken all frames. */
  async lastFlush(): Promise<void> {
    await this.flush();
    await this.#channel.drained();
  }

  /**
   * The last flush of a process that ends now. `exit` handlers cannot wait, so metrics whose `get()` has to be called keep the
   * values of their last sweep. Never throws: that would change the exit code.
   */
  flushAtExit(): void {
    const guard = this.#guard;
    guard.run(() => this.#sources.recorder?.recordUnfinished());
    guard.run(() => this.#sendAtExit());
    guard.run(() => {
      if (!this.#channel.abandonUnsent()) return;
      this.#sources.tracker.forgetSent();
      this.#sendAtExit();
    });
    // No frame can carry the note about this error any more.
    if (this.#unsent !== undefined) guard.run(() => warn(this.#unsent));
  }

  /** Sends the request metrics first, in a small frame: from Node 24 on, a message of 200 KB that is sent here is lost. */
  #sendAtExit(): void {
    const { tracker, sampler } = this.#sources;
    tracker.beginSweep();
    this.#sendChanges(0);
    this.#guard.run(() => sampler.sampleStoresAtOnce());
    this.#sendChanges(0);
  }

  #flushOnTimer(): void {
    const { paces } = this.#sources;
    const areCollectedDue = paces.collected.tick();
    const areStoresDue = paces.stores.tick();
    // At most one flush by timer is on its way: else this process's memory would grow while the aggregator does not read.
    if (this.#channel.isBusy) return;
    if (areCollectedDue && areStoresDue) void this.#guard.settle(this.flush());
    else if (areStoresDue) void this.#guard.settle(this.#flushStores());
    else this.#sendChanges(0);
  }

  async #flushStores(): Promise<void> {
    await this.#guard.settle(this.#sources.sampler.sampleStores(() => this.#sendChanges(0)));
    this.#sendChanges(0);
  }

  /**
   * Sends all changes. A frame's time is that of the oldest number in it. Never throws: what could not be sent is sent with
   * the next changes, and with it the note about the error.
   */
  #sendChanges(id: number): void {
    const { tables, tracker } = this.#sources;
    for (const table of tables) this.#guard.run(() => table.flush());
    try {
      for (const bytes of tracker.take(this.#assignment, id, this.#sweptAt)) this.#channel.send(bytes);
      this.#unsent = undefined;
    } catch (error) {
      this.#unsent = { error };
      tracker.forgetSent();
      this.#guard.failed(error);
    }
  }
}

function warn(unsent: { readonly error: unknown } | undefined): void {
  process.stderr.write(`prom-cluster: a worker could not send its last numbers: ${thrownText(unsent?.error)}\n`);
}

/** The parts of a worker whose numbers a {@link Reporter} sends. */
export interface ReporterSources {
  readonly tracker: ChangeTracker;
  /** The tables of what is recorded as it happens. */
  readonly tables: readonly { flush(): void }[];
  /** undefined if no requests are recorded. */
  readonly recorder: HttpRecorder | undefined;
  readonly sampler: RegistrySampler;
  /** Decide when a sweep of the stores is due, and when one of the metrics whose `get()` has to be called. */
  readonly paces: { readonly stores: SweepPace; readonly collected: SweepPace };
}
