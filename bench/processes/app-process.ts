import { setTimeout } from 'node:timers/promises';
import type { AppOrder, AppReady, AppSettings, AppView } from '../programs/cluster-app/cluster-app-messages.js';
import { Child } from './child.js';

/** An app that runs as a cluster, in processes of its own. */
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

  /** Resolves when all its workers listen. @param core the one that all of it is kept on, if any */
  static async start(settings: AppSettings, core?: number): Promise<AppProcess> {
    const child = new Child('cluster-app/cluster-app', { settings, core });
    try {
      return new AppProcess(child, await child.answer<AppReady>());
    } catch (error) {
      await child.close();
      throw error;
    }
  }

  /** Its pids, and the CPU time that it has spent. */
  look(): Promise<AppView> {
    return this.obey({});
  }

  /** Has every worker obey, and looks. */
  obey(order: AppOrder): Promise<AppView> {
    return this.#child.ask<AppView>(order);
  }

  /** Stops all its processes where they are. */
  async pause(): Promise<void> {
    const { primary, workers } = await this.look();
    this.#paused = [primary, ...workers];
    for (const pid of this.#paused) process.kill(pid, 'SIGSTOP');
  }

  /**
   * Lets them go on, if they are stopped, one after another within so many ms: the timers of those that go on together
   * would fire together from then on.
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

/** Runs an app for as long as `use` takes. */
export async function withApp<T>(settings: AppSettings, use: (app: AppProcess) => Promise<T>): Promise<T> {
  const app = await AppProcess.start(settings);
  try {
    return await use(app);
  } finally {
    await app.close();
  }
}
