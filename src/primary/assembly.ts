import type { FlushRequest } from '../shared/channel/socket-messages.js';
import { MAX_FRAME_BYTES } from '../shared/frame/frame.js';
import { labelPairs } from '../shared/model/family.js';
import { PRIMARY_INCARNATION, PRIMARY_SLOT } from '../shared/model/identity.js';
import type { ResolvedOptions } from '../shared/options/options.js';
import { OwnRuntime } from './own-runtime.js';
import type { JournalEntry } from './protocol/thread-messages.js';
import { Supervisor } from './supervise/supervisor.js';
import { AggregatorThread } from './thread/aggregator-thread.js';

/**
 * Assembles the primary: the supervisor of the workers, the aggregator thread, and the primary's own runtime metrics.
 *
 * Most frames come to the aggregator thread through its sockets. The main loop relays the other frames unread. It copies the
 * bytes of such a frame once, into memory that the journal and the thread share.
 */
export class Assembly {
  readonly thread: AggregatorThread;
  readonly supervisor: Supervisor;
  readonly #runtime: OwnRuntime;
  /** The entries about living incarnations, by incarnation. Frames are not among them. */
  readonly #living = new Map<number, JournalEntry[]>();
  #isClosing = false;

  constructor(options: ResolvedOptions) {
    this.thread = new AggregatorThread(options, {
      flush: (incarnation, request) => this.#flush(incarnation, request),
      living: () => [...this.#living.values()].flat(),
    });
    this.supervisor = new Supervisor({
      options,
      socketPath: this.thread.socketPath,
      events: {
        began: (worker) => this.#enter({ kind: 'began', ...worker }),
        ready: ({ incarnation }) => this.#enter({ kind: 'ready', incarnation }),
        frame: ({ slot, incarnation, bytes }) => this.#enterFrame(slot, incarnation, bytes),
        rejected: (reason) => this.thread.rejected(reason),
        ended: ({ incarnation }) => this.#enter({ kind: 'ended', incarnation }),
        changed: () => this.#sendStatus(),
      },
    });
    const sendOwn = (bytes: Uint8Array) => this.#enterFrame(PRIMARY_SLOT, PRIMARY_INCARNATION, bytes);
    this.#runtime = new OwnRuntime(sendOwn, options.runtime, labelPairs(options.metrics.labels));
  }

  /** Starts to serve metrics, then starts the workers. Rejects, with nothing left running, when either fails. */
  async start(flushIntervalMs: number): Promise<void> {
    await this.thread.start();
    this.#enter({ kind: 'began', slot: PRIMARY_SLOT, incarnation: PRIMARY_INCARNATION, pid: process.pid });
    this.#runtime.start(flushIntervalMs);
    try {
      await this.supervisor.start();
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** Drains and ends the workers, then stops serving metrics. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#sendStatus();
    await this.supervisor.close();
    this.#runtime.stop();
    await this.thread.close();
  }

  #enterFrame(slot: number, incarnation: number, bytes: Uint8Array): void {
    if (bytes.byteLength > MAX_FRAME_BYTES) this.thread.rejected('too_large');
    else this.thread.enter({ kind: 'frame', slot, incarnation, bytes });
  }

  #enter(entry: JournalEntry): void {
    const known = this.#living.get(entry.incarnation) ?? [];
    if (entry.kind === 'ended') this.#living.delete(entry.incarnation);
    else this.#living.set(entry.incarnation, [...known, entry]);
    this.thread.enter(entry);
  }

  #flush(incarnation: number, request: FlushRequest): void {
    if (incarnation !== PRIMARY_INCARNATION) this.supervisor.flush(incarnation, request);
    else if (request.full) this.#runtime.resync();
  }

  #sendStatus(): void {
    this.thread.status(this.supervisor.workers(), this.#isClosing);
  }
}
