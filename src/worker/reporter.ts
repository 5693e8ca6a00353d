import type { ChangeTracker } from '../shared/change-tracker.js';
import type { FlushMessage, FrameMessage, WorkerAssignment } from '../shared/messages.js';
import type { RegistrySampler } from '../shared/registry-sampler.js';
import type { HttpRecorder } from './http-recorder.js';
import type { HttpTable } from './http-table.js';

/** The sources of a worker's numbers. */
export interface ReporterSources {
  readonly tracker: ChangeTracker;
  readonly table: HttpTable;
  readonly recorder: HttpRecorder;
  readonly sampler: RegistrySampler;
}

/** Sends the primary what changed: every interval, when it asks, and once more before the process ends. */
export class Reporter {
  readonly #sources: ReporterSources;
  readonly #assignment: WorkerAssignment;
  #unacknowledged = 0;

  constructor(sources: ReporterSources, assignment: WorkerAssignment) {
    this.#sources = sources;
    this.#assignment = assignment;
  }

  /** Flushes every `intervalMs` from now on, and when the process exits. */
  start(intervalMs: number): void {
    setInterval(() => void this.#flushOnTimer(), intervalMs).unref();
    process.on('exit', () => this.flushAtExit());
  }

  /** Answers the primary's request. */
  async answer({ id, full }: FlushMessage): Promise<void> {
    if (full) this.#sources.tracker.forgetSent();
    await this.flush(id);
  }

  /** Reads every source and sends what changed. @param id the scrape that waits for it, or 0 */
  async flush(id = 0): Promise<void> {
    await this.#sources.sampler.sample();
    this.#sendChanges(id);
  }

  /**
   * The last flush of a process that ends now. `exit` handlers cannot wait, so the registries, whose
   * reads are asynchronous, keep their last values; the request metrics are complete. The frame stays
   * small: on Node 24 and later a message of 200 KB sent here is lost.
   */
  flushAtExit(): void {
    this.#sources.recorder.recordUnfinished();
    this.#sendChanges(0);
  }

  /** A primary that does not read must not make this process's memory grow: one timed flush is on its way at most. */
  async #flushOnTimer(): Promise<void> {
    if (this.#unacknowledged === 0) await this.flush();
  }

  #sendChanges(id: number): void {
    const { table, tracker } = this.#sources;
    table.flush();
    for (const bytes of tracker.take(this.#assignment, id, Date.now()))
      this.#send({ type: 'prom-cluster:frame', bytes });
  }

  #send(message: FrameMessage): void {
    if (!process.connected || !process.send) return;
    this.#unacknowledged++;
    // The callback takes the error of a channel that closes meanwhile, which would else be an 'error' event.
    process.send(message, undefined, undefined, () => {
      this.#unacknowledged--;
    });
  }
}
