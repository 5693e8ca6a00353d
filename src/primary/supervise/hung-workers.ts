import type { Logger } from '../../shared/options/options.js';
import { Watchdog } from './watchdog.js';
import type { WorkerProcess } from './worker-process.js';

/** Pings ready workers that are silent, and kills the workers that do not answer. */
export class HungWorkers {
  readonly #options: HungWorkersOptions;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: HungWorkersOptions) {
    this.#options = options;
  }

  start(): void {
    const watchdog = new Watchdog<WorkerProcess>(this.#options.hungAfterMs, performance.now());
    this.#timer = setInterval(() => this.#look(watchdog), watchdog.stepMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(watchdog: Watchdog<WorkerProcess>): void {
    const ready = [...this.#options.living()].filter(({ state }) => state === 'ready');
    const { silent, hung } = watchdog.look(performance.now(), ready);
    for (const worker of silent) worker.send({ type: 'prom-cluster:ping' });
    for (const worker of hung) this.#kill(worker);
    if (hung.length > 0) this.#options.changed();
  }

  #kill(worker: WorkerProcess): void {
    const { hungAfterMs, logger } = this.#options;
    const { slot, pid } = worker;
    logger.error(`Worker ${slot} (pid ${pid}) has not answered for ${hungAfterMs} ms: it is killed and replaced.`);
    worker.killHung();
  }
}

/** The settings of {@link HungWorkers}, and the functions that it calls. */
export interface HungWorkersOptions {
  /** Maximum time for which a worker may leave a ping unanswered, in ms. */
  readonly hungAfterMs: number;
  readonly logger: Logger;
  /** The processes that have not ended, in all slots. */
  living(): Iterable<WorkerProcess>;
  /** Called when the state of a process changed. */
  changed(): void;
}
