import type { Worker } from 'node:cluster';
import { startError } from '../../shared/channel/carried-error.js';
import {
  type FromPrimary,
  isFromWorker,
  ownMessageType,
  type ReadyMessage,
} from '../../shared/channel/ipc-messages.js';
import { PromClusterError } from '../../shared/errors.js';
import { describeExit, type WorkerExit } from './worker-exit.js';

/** What an {@link Incarnation} tells. */
export interface IncarnationEvents {
  ready(message: ReadyMessage): void;
  frame(bytes: Uint8Array): void;
  /** A message of ours that is not what its type promises. */
  malformed(): void;
  /** The process is gone. Frames that it had sent may still come. */
  exited(): void;
  /** Nothing more will come: the process is gone and its channel is read to the end. */
  ended(): void;
}

/** How often the channel of a process that is gone is looked at. */
const LOOK_MS = 20;

/** One life of a worker: its process, from the fork until its channel is read to the end. */
export class Incarnation {
  readonly slot: number;
  readonly number: number;
  /** In ms since the epoch. */
  readonly startedAt: number = Date.now();
  /** Settles once: true when it becomes ready, false when it exits before. */
  readonly started: Promise<boolean>;
  /** Settles after {@link IncarnationEvents.ended}. */
  readonly ended: Promise<void>;
  readonly #forkedAt = performance.now();
  readonly #worker: Worker;
  readonly #killAfterMs: number;
  readonly #events: IncarnationEvents;
  #settleStarted: (isReady: boolean) => void = () => undefined;
  #settleEnded: () => void = () => undefined;
  #state: 'starting' | 'ready' | 'closing' = 'starting';
  #wasReady = false;
  #isHung = false;
  #messages = 0;
  #failure: PromClusterError | undefined;
  #exit: WorkerExit | undefined;
  #disconnected = false;
  #killTimer: NodeJS.Timeout | undefined;

  /** @param killAfterMs a worker that was asked to close is killed after this time */
  constructor(worker: Worker, slot: number, number: number, killAfterMs: number, events: IncarnationEvents) {
    this.#worker = worker;
    this.slot = slot;
    this.number = number;
    this.#killAfterMs = killAfterMs;
    this.#events = events;
    this.started = new Promise((resolve) => {
      this.#settleStarted = resolve;
    });
    this.ended = new Promise((resolve) => {
      this.#settleEnded = resolve;
    });
    worker.on('message', (message: unknown) => this.#receive(message));
    worker.on('exit', (code: number | null, signal: string | null) => this.#exited({ code, signal }));
    worker.on('disconnect', () => this.#disconnect());
    worker.on('error', () => this.#spawnFailed());
  }

  get state(): 'starting' | 'ready' | 'closing' {
    return this.#state;
  }

  get pid(): number | undefined {
    return this.#exit === undefined ? this.#worker.process.pid : undefined;
  }

  /** How many messages came from it, the app's own among them. */
  get messages(): number {
    return this.#messages;
  }

  /** Whether it was killed because it did not answer. */
  get isHung(): boolean {
    return this.#isHung;
  }

  /** How the process ended, or undefined while it lives. */
  get exit(): WorkerExit | undefined {
    return this.#exit;
  }

  /** How long the process lived, or has lived, and whether it ever was ready. */
  get life(): { wasReady: boolean; livedMs: number } {
    return { wasReady: this.#wasReady, livedMs: performance.now() - this.#forkedAt };
  }

  /** Why it did not become ready. */
  get failure(): PromClusterError {
    if (this.#failure !== undefined) return this.#failure;
    const how = this.#exit === undefined ? 'is not ready' : `ended before it was ready (${describeExit(this.#exit)})`;
    return new PromClusterError('ERR_WORKER_START', `Worker ${this.slot} ${how}; its own output says why`);
  }

  /** Sends, if anyone is there to read. @returns whether that is so */
  send(message: FromPrimary): boolean {
    if (this.#exit !== undefined || !this.#worker.isConnected()) return false;
    // The worker can end at any moment: a message that is lost with it is an end like any other, told by `exit`.
    this.#worker.send(message, () => undefined);
    return true;
  }

  /** Asks the worker to drain and end; kills it when it does not. */
  close(): void {
    if (this.#state === 'closing' || this.#exit !== undefined) return;
    // What is still starting may not listen to messages yet, and serves nobody.
    if (this.#state === 'starting') this.kill('SIGTERM');
    this.#state = 'closing';
    this.send({ type: 'prom-cluster:close' });
    this.#killLater();
  }

  /** Kills a worker that does not answer: it could not drain either. */
  killHung(): void {
    this.#isHung = true;
    this.#state = 'closing';
    this.kill('SIGKILL');
  }

  /** Sends a signal; a process that is gone already is no error. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): void {
    if (this.#exit === undefined) this.#worker.process.kill(signal);
  }

  #receive(message: unknown): void {
    this.#messages++;
    if (ownMessageType(message) === undefined) return;
    if (!isFromWorker(message)) this.#events.malformed();
    else if (message.type === 'prom-cluster:frame') this.#events.frame(Buffer.from(message.base64, 'base64'));
    else if (message.type === 'prom-cluster:failed') this.#failure = startError(this.slot, message);
    else if (message.type === 'prom-cluster:ready') this.#becomeReady(message);
  }

  #becomeReady(message: ReadyMessage): void {
    if (this.#state !== 'starting' || this.#exit !== undefined) return;
    this.#state = 'ready';
    this.#wasReady = true;
    this.#events.ready(message);
    this.#settleStarted(true);
  }

  #exited(exit: WorkerExit): void {
    if (this.#exit !== undefined) return;
    this.#exit = exit;
    clearTimeout(this.#killTimer);
    this.#events.exited();
    this.#settleStarted(false);
    if (this.#disconnected) this.#end();
    else this.#lookForDisconnect();
  }

  /**
   * A process that dies while a connection is handed to it leaves Node waiting for the receipt, and `disconnect` is
   * never told. `isConnected` falls all the same once its channel is read to the end.
   */
  #lookForDisconnect(): void {
    if (this.#disconnected) return;
    if (this.#worker.isConnected()) setTimeout(() => this.#lookForDisconnect(), LOOK_MS);
    // What was read is told in this turn.
    else setImmediate(() => this.#disconnect());
  }

  #disconnect(): void {
    if (this.#disconnected) return;
    this.#disconnected = true;
    // A worker that cut its channel counts for nobody, and a drain of its own takes no longer than ours.
    if (this.#exit === undefined) this.#killLater();
    else this.#end();
  }

  #end(): void {
    this.#events.ended();
    this.#settleEnded();
  }

  // A process that could not be spawned has no pid, and tells of no exit.
  #spawnFailed(): void {
    if (this.#worker.process.pid !== undefined) return;
    this.#exited({ code: null, signal: null });
    this.#disconnect();
  }

  #killLater(): void {
    this.#killTimer ??= setTimeout(() => this.kill('SIGKILL'), this.#killAfterMs).unref();
  }
}
