import type { Worker } from 'node:worker_threads';
import { monotonicMs } from '../../shared/basics/monotonic-clock.js';
import { newSocketPath } from '../../shared/channel/socket-messages.js';
import { closedError, PromClusterError, pageError } from '../../shared/errors.js';
import { namesUnder, namingOf } from '../../shared/model/request-names.js';
import type { ResolvedOptions } from '../../shared/options/options.js';
import { SharedCounters } from '../protocol/shared-counters.js';
import type { FromThread, JournalEntry, ThreadSettings, ToThread } from '../protocol/thread-messages.js';
import type { WorkerStatus } from '../protocol/worker-view.js';
import { runAppAggregators } from './app-aggregators.js';
import { FrameQuarantine } from './frame-quarantine.js';
import { PendingPages } from './pending-pages.js';
import { startThread } from './start-thread.js';
import { ThreadJournal } from './thread-journal.js';
import { ThreadLives } from './thread-lives.js';
import type { ThreadRequests } from './thread-requests.js';

/** The main loop's end of the aggregator thread: starts it again when it ends, keeps its journal, and sends entries to it. */
export class AggregatorThread {
  /** Where the workers connect to the thread. */
  readonly socketPath: string = newSocketPath();
  readonly #options: ResolvedOptions;
  readonly #requests: ThreadRequests;
  readonly #startedAtMs = monotonicMs();
  readonly #counters = new SharedCounters();
  readonly #journal = new ThreadJournal();
  readonly #quarantine = new FrameQuarantine();
  readonly #lives: ThreadLives;
  readonly #pages = new PendingPages();
  #thread: Worker | undefined;
  #port: number;
  #status: ToThread = { kind: 'status', workers: [], closing: false };
  #closed = false;
  #hasListened = false;
  #restartTimer: NodeJS.Timeout | undefined;

  constructor(options: ResolvedOptions, requests: ThreadRequests) {
    this.#options = options;
    this.#requests = requests;
    this.#port = options.metrics.port;
    this.#lives = new ThreadLives(options.restart);
  }

  /** The real port of the metrics page, once {@link start} has resolved. */
  get port(): number {
    return this.#port;
  }

  /** Starts the thread. Resolves when the metrics port listens. @throws PromClusterError ERR_METRICS_LISTEN */
  async start(): Promise<void> {
    const cause = await this.#spawn();
    if (!cause) return;
    await this.close();
    const { host, port } = this.#options.metrics;
    const message = `The metrics port ${host}:${port} cannot be listened on: ${cause.message}`;
    throw new PromClusterError('ERR_METRICS_LISTEN', message, { cause });
  }

  /** Sends an entry to the thread, now or when the next thread starts after a crash. The bytes of a frame are copied. */
  enter(entry: JournalEntry): void {
    if (this.#closed) return;
    if (entry.kind === 'ended') this.#quarantine.gone(entry.incarnation);
    if (entry.kind === 'frame' && this.#quarantine.isMuted(entry.incarnation)) this.rejected('quarantined');
    else this.#send({ kind: 'entries', entries: [this.#journal.append(entry)] });
  }

  /** Counts a frame that is not merged, or a message that is not a frame. */
  rejected(reason: string): void {
    this.#counters.rejectedInMainLoop(reason);
  }

  /** Sends the thread the state of every slot, and whether the cluster is being closed. */
  status(workers: readonly WorkerStatus[], closing: boolean): void {
    this.#status = { kind: 'status', workers, closing };
    this.#send(this.#status);
  }

  /** The merged page. @throws PromClusterError ERR_CLOSED once {@link close} was called, ERR_METRICS_PAGE if it cannot be made */
  read(): Promise<string> {
    if (this.#closed) return Promise.reject(closedError());
    return this.#pages.wait((id) => this.#send({ kind: 'read', id }));
  }

  /** Stops serving and ends the thread. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#restartTimer);
    this.#pages.rejectAll(closedError());
    const thread = this.#thread;
    if (!thread) return;
    const ended = new Promise((resolve) => thread.once('exit', resolve));
    this.#send({ kind: 'close' });
    await ended;
  }

  /** Starts a thread. Resolves with undefined once the metrics port listens, or with the reason why it does not. */
  #spawn(): Promise<Error | undefined> {
    const { thread, listening } = startThread(this.#settings(), {
      message: (message) => this.#received(message),
      ended: (listenedForMs, crash) => this.#ended(listenedForMs, crash),
    });
    this.#thread = thread;
    if (!thread) this.#lives.excuse();
    this.#send({ kind: 'entries', entries: this.#journal.begin() });
    this.#send(this.#status);
    this.#send({ kind: 'replayed' });
    for (const id of this.#pages.ids) this.#send({ kind: 'read', id });
    return listening;
  }

  #received(message: FromThread): void {
    switch (message.kind) {
      case 'listening':
        this.#port = message.port;
        this.#hasListened = true;
        break;
      case 'failed':
        this.#cannotListen(message.message);
        break;
      case 'flush':
        this.#requests.flush(message.incarnation, message);
        break;
      case 'aggregate':
        this.#send({ kind: 'aggregated', id: message.id, results: runAppAggregators(message.families) });
        break;
      case 'memory':
        this.#journal.share(message.memory);
        break;
      case 'checkpoint':
        this.#journal.checkpointed(message.upTo, message.epoch, message.checkpoint);
        break;
      case 'log':
        this.#options.logger[message.level](`prom-cluster: ${message.message}`);
        break;
      default:
        this.#pages.settle(message);
    }
  }

  // At the first start, `start` rejects with the reason. After a crash the thread is started again and again, because the
  // port may soon be free.
  #cannotListen(why: string): void {
    if (this.#closed) return;
    if (this.#hasListened) this.#options.logger.error(`prom-cluster: the metrics port cannot be listened on: ${why}`);
    this.#lives.excuse();
    this.#pages.rejectAll(pageError(`the metrics port cannot be listened on: ${why}`));
    void this.#thread?.terminate();
  }

  #ended(listenedForMs: number | undefined, cause: Error | undefined): void {
    this.#thread = undefined;
    if (this.#closed) return;
    const why = cause?.stack ?? 'terminated';
    this.#options.logger.error(`prom-cluster: the aggregator thread ended and is started again: ${why}`);
    // Somebody has terminated the thread. It would have thrown an error upon a journal that it cannot merge.
    if (cause === undefined) this.#lives.excuse();
    const { delayMs, isJournalToBlame } = this.#lives.ended(listenedForMs, this.#leaveOutGuilty(cause !== undefined));
    if (isJournalToBlame) this.#startAfresh();
    this.#restartTimer = setTimeout(() => void this.#spawn(), delayMs);
  }

  /** @returns whether it was a single entry that ended the thread */
  #leaveOutGuilty(hasThrown: boolean): boolean {
    const guilty = this.#quarantine.judge(this.#journal.takeOver(this.#quarantine.suspect), hasThrown);
    if (!guilty) return false;
    this.#journal.forget(guilty.number);
    if (guilty.entry.kind === 'frame') this.rejected('quarantined');
    this.#options.logger.error('prom-cluster: what the aggregator thread was merging when it ended is left out');
    return true;
  }

  #startAfresh(): void {
    const message = 'the aggregator thread keeps crashing: the totals of ended workers are given up';
    this.#options.logger.error(`prom-cluster: ${message}`);
    const living = this.#requests.living();
    this.#journal.forgetValues(living);
    for (const incarnation of new Set(living.map((entry) => entry.incarnation)))
      this.#requests.flush(incarnation, { id: 0, full: true });
  }

  #send(message: ToThread): void {
    this.#thread?.postMessage(message);
  }

  #settings(): ThreadSettings {
    const { maxSeriesPerWorker: _, ...metrics } = this.#options.metrics;
    const { uptime: uptimeName } = namesUnder(namingOf(this.#options.http));
    return {
      ...{ ...metrics, uptimeName, port: this.#port, startedAtMs: this.#startedAtMs },
      sharedCounters: this.#counters.memory,
      applying: this.#quarantine.memory,
      checkpoint: this.#journal.checkpoint,
      mergedUpTo: this.#journal.mergedUpTo,
      socketPath: this.socketPath,
      muted: this.#quarantine.muted,
    };
  }
}
