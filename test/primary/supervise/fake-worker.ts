import type { Worker } from 'node:cluster';
import { EventEmitter } from 'node:events';
import { deferred } from '../../../src/shared/basics/deferred.js';

/** What a `WorkerProcess` uses of a worker of `node:cluster`, without a process. */
export class FakeWorker extends EventEmitter {
  readonly process: { readonly pid: number; kill(): void };
  readonly #killed = deferred();
  /** Resolves when the process gets a signal. It does not end upon it. */
  readonly killed: Promise<void> = this.#killed.promise;
  isOpen = true;

  constructor(pid = 1) {
    super();
    this.process = { pid, kill: this.#killed.resolve };
  }

  /** The fake in the type of what it stands for. */
  get asWorker(): Worker {
    return this as unknown as Worker;
  }

  isConnected(): boolean {
    return this.isOpen;
  }

  send(): void {
    // Nobody is there.
  }

  /** The process ends, and its channel is read to the end. */
  exit(code: number | null, signal: string | null): void {
    this.isOpen = false;
    this.emit('exit', code, signal);
    this.emit('disconnect');
  }
}
