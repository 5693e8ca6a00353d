import type { Logger } from '../../shared/options/options.js';
import { Watchdog } from './watchdog.js';
import type { Incarnation } from './worker-process.js';

/** What {@link HungWorkers} needs. */
export interface HungWorkersOptions {
  /** How long a worker may leave a question unanswered, in ms. */
  readonly hungAfterMs: number;
  readonly logger: Logger;
  /** Those that have not ended. */
  living(): Iterable<Incarnation>;
  /** The state of an incarnation changed. */
  changed(): void;
}

/** Asks workers that are ready and silent for a sign of life, and kills those that give none. */
export class HungWorkers {
  readonly #options: HungWorkersOptions;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: HungWorkersOptions) {
    this.#options = options;
  }

  start(): void {
    const watchdog = new Watchdog<Incarnation>(this.#options.hungAfterMs, performance.now());
    this.#timer = setInterval(() => this.#look(watchdog), watchdog.stepMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(watchdog: Watchdog<Incarnation>): void {
    const ready = [...this.#options.living()].filter(({ state }) => state === 'ready');
    const { silent, hung } = watchdog.look(performance.now(), ready);
    for (const incarnation of silent) incarnation.send({ type: 'prom-cluster:ping' });
    for (const incarnation of hung) this.#kill(incarnation);
    if (hung.length > 0) this.#options.changed();
  }

  #kill(incarnation: Incarnation): void {
    const { hungAfterMs, logger } = this.#options;
    const { slot, pid } = incarnation;
    logger.error(`Worker ${slot} (pid ${pid}) has not answered for ${hungAfterMs} ms: it is killed and replaced.`);
    incarnation.killHung();
  }
}
