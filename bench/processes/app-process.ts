import { setTimeout } from 'node:timers/promises';
import type { AppOrder, AppReady, AppSettings, AppView } from '../programs/cluster-app/cluster-app-messages.js';
import { Child } from './child.js';

/** An app that runs as a cluster, in processes of its own: `programs/cluster-app`. */
export class AppProcess {
  readonly url: string;
  readonly metricsUrl: string;
  readonly #child: Child;
  #paused: readonly number[] = [];

  private constructor(child: Child, { url, metricsUrl }: AppReady) {
    this.#child = child;
    this.url = url;
    this.metricsUrl = metricsUrl;
  }

  /**
   * Starts an app. Resolves when all workers listen.
   * @param core the core that all processes are kept on
   * @default any core
   */
  static async start(settings: AppSettings, core?: number): Promise<AppProcess> {
    const child = new Child('cluster-app/cluster-app', { settings, core });
    try {
      return new AppProcess(child, await child.answer<AppReady>());
    } catch (error) {
      await child.close();
      throw error;
    }
  }

  /** The pids of the app, and the CPU time that it has spent. */
  look(): Promise<AppView> {
    return this.obey({});
  }

  /** Gives every worker an order, then looks. */
  obey(order: AppOrder): Promise<AppView> {
    return this.#child.ask<AppView>(order);
  }

  /** Stops all processes by SIGSTOP. */
  async pause(): Promise<void> {
    const { primary, workers } = await this.look();
    this.#paused = [primary, ...workers];
    for (const pid of this.#paused) process.kill(pid, 'SIGSTOP');
  }

  /**
   * Lets all stopped processes go on, one after another. The timers of processes that went on together would fire
   * together from then on.
   * @param withinMs the time until the last process goes on
   */
  async resume(withinMs = 0): Promise<void> {
    const paused = this.#paused;
    this.#paused = [];
    for (const pid of paused) {
      process.kill(pid, 'SIGCONT');
      if (withinMs > 0) await setTimeout(withinMs / paused.length);
    }
  }

  async close(): Promise<void> {
    await this.resume();
    await this.#child.close();
  }
}

/** Starts an app, and closes it when `use` has settled. */
export async function withApp<T>(settings: AppSettings, use: (app: AppProcess) => Promise<T>): Promise<T> {
  const app = await AppProcess.start(settings);
  try {
    return await use(app);
  } finally {
    await app.close();
  }
}
