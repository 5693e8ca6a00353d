import type { Worker } from 'node:cluster';
import { deferred } from '../../shared/basics/deferred.js';
import { startError } from '../../shared/channel/carried-error.js';
import {
  type FromPrimary,
  frameBytes,
  isFromWorker,
  libraryMessageType,
  type ReadyMessage,
} from '../../shared/channel/ipc-messages.js';
import { PromClusterError } from '../../shared/errors.js';
import { describeExit, type WorkerExit } from './worker-exit.js';

/** The process of one worker, from the fork until the process's channel is read to the end. */
export class WorkerProcess {
  readonly slot: number;
  /** The number of this life of the slot's worker. No other process of the cluster has the same number. */
  readonly incarnation: number;
  /** When the process was forked, in ms since the epoch. */
  readonly startedAt: number = Date.now();
  readonly #started = deferred<boolean>();
  readonly #ended = deferred();
  /** Resolves with true when the worker becomes ready, or with false when the process exits before. */
  readonly started: Promise<boolean> = this.#started.promise;
  /** Resolves after {@link WorkerProcessEvents.ended}. */
  readonly ended: Promise<void> = this.#ended.promise;
  readonly #worker: Worker;
  readonly #killAfterMs: number;
  readonly #events: WorkerProcessEvents;
  #state: 'starting' | 'ready' | 'closing' = 'starting';
  #readyAt: number | undefined;
  #killedAs: 'hung' | 'overdue' | undefined;
  #messages = 0;
  #failure: PromClusterError | undefined;
  #exit: WorkerExit | undefined;
  #disconnected = false;
  #killTimer: NodeJS.Timeout | undefined;

  /** @param killAfterMs time after which a worker that is closing is killed, in ms */
  constructor(worker: Worker, slot: number, incarnation: number, killAfterMs: number, events: WorkerProcessEvents) {
    this.#worker = worker;
    this.slot = slot;
    this.incarnation = incarnation;
    this.#killAfterMs = killAfterMs;
    this.#events = events;
    worker.on('message', (message: unknown) => this.#receive(message));
    worker.on('exit', (code: number | null, signal: string | null) => this.#exited({ code, signal }));
    worker.on('disconnect', () => this.#disconnect());
    worker.on('error', () => this.#spawnFailed());
  }

  get state(): 'starting' | 'ready' | 'closing' {
    return this.#state;
  }

  /** undefined once the process is gone. */
  get pid(): number | undefined {
    return this.#exit === undefined ? this.#worker.process.pid : undefined;
  }

  /** The number of messages that came from the worker, including the app's own. */
  get messages(): number {
    return this.#messages;
  }

  /** Why the primary has killed the process: it did not answer, or it began to close and had not ended in time. */
  get killedAs(): 'hung' | 'overdue' | undefined {
    return this.#killedAs;
  }

  /** How the process ended; undefined while it lives. */
  get exit(): WorkerExit | undefined {
    return this.#exit;
  }

  /** Time since the worker became ready, in ms; undefined if it never was. */
  get readyForMs(): number | undefined {
    return this.#readyAt === undefined ? undefined : performance.now() - this.#readyAt;
  }

  /** Why the worker did not become ready. */
  get failure(): PromClusterError {
    if (this.#failure !== undefined) return this.#failure;
    const how = this.#exit === undefined ? 'is not ready' : `ended before it was ready (${describeExit(this.#exit)})`;
    return new PromClusterError('ERR_WORKER_START', `Worker ${this.slot} ${how}; its own output says why`);
  }

  /** Sends a message to the worker, if anyone is there to read it. A message to a worker that ends meanwhile is lost. */
  send(message: FromPrimary): void {
    if (this.#exit !== undefined || !this.#worker.isConnected()) return;
    try {
      this.#worker.send(message, () => undefined);
    } catch {
      // The app can replace `send`, as any function of `node:cluster`. The message is lost, too.
    }
  }

  /** Makes the worker drain and end, and kills the process if it has not ended in time. */
  close(): void {
    if (this.#state === 'closing' || this.#exit !== undefined) return;
    // A worker that is still starting serves nobody, and may not listen to messages yet.
    if (this.#state === 'starting') this.kill('SIGTERM');
    this.#state = 'closing';
    this.send({ type: 'prom-cluster:close' });
    this.#killLater();
  }

  /** Kills a worker that does not answer, at once: such a worker could not drain either. */
  killHung(): void {
    this.#killedAs = 'hung';
    this.#state = 'closing';
    this.kill('SIGKILL');
  }

  /** Sends a signal. Does nothing when the process is gone already. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): void {
    if (this.#exit === undefined) this.#worker.process.kill(signal);
  }

  #receive(message: unknown): void {
    this.#messages++;
    if (libraryMessageType(message) === undefined) return;
    if (!isFromWorker(message)) this.#events.malformed();
    else if (message.type === 'prom-cluster:frame') this.#events.frame(frameBytes(message));
    else if (message.type === 'prom-cluster:failed') this.#failure = startError(this.slot, message);
    else if (message.type === 'prom-cluster:ready') this.#becomeReady(message);
  }

  #becomeReady(message: ReadyMessage): void {
    if (this.#state !== 'starting' || this.#exit !== undefined) return;
    this.#state = 'ready';
    this.#readyAt = performance.now();
    this.#events.ready(message);
    this.#started.resolve(true);
  }

  #exited(exit: WorkerExit): void {
    if (this.#exit !== undefined) return;
    this.#exit = exit;
    clearTimeout(this.#killTimer);
    this.#events.exited();
    this.#started.resolve(false);
    if (this.#disconnected) this.#end();
    else this.#lookForDisconnect();
  }

  // When a process dies while a connection is handed to it, Node waits for the receipt for ever and never emits
  // `disconnect`. `isConnected` becomes false all the same once the channel is read to the end.
  #lookForDisconnect(): void {
    if (this.#disconnected) return;
    if (this.#worker.isConnected()) setTimeout(() => this.#lookForDisconnect(), LOOK_MS);
    // Node still emits the messages that it has read, in this turn of the event loop.
    else setImmediate(() => this.#disconnect());
  }

  #disconnect(): void {
    if (this.#disconnected) return;
    this.#disconnected = true;
    // A worker that cut its channel cannot send a frame any more. The worker may be draining by itself, which may take as long
    // as a drain that the primary has begun.
    if (this.#exit === undefined) this.#killLater();
    else this.#end();
  }

  #end(): void {
    this.#events.ended();
    this.#ended.resolve();
  }

  // A process that could not be spawned has no pid, and Node emits no `exit` for it.
  #spawnFailed(): void {
    if (this.#worker.process.pid !== undefined) return;
    this.#exited({ code: null, signal: null });
    this.#disconnect();
  }

  #killLater(): void {
    this.#killTimer ??= setTimeout(() => this.#killOverdue(), this.#killAfterMs).unref();
  }

  #killOverdue(): void {
    this.#killedAs = 'overdue';
    this.kill('SIGKILL');
  }
}

/** Time between two checks of the channel of a process that is gone, in ms. */
const LOOK_MS = 20;

/** The events of a {@link WorkerProcess}. */
export interface WorkerProcessEvents {
  ready(message: ReadyMessage): void;
  frame(bytes: Uint8Array): void;
  /** The worker sent a message with a type of this library and a content that the type does not allow. */
  malformed(): void;
  /** The process is gone. Frames that the process had sent may still come. */
  exited(): void;
  /** The process is gone and its channel is read to the end: nothing more will come. */
  ended(): void;
}
