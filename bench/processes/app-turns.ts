import type { AppMode, AppSettings } from '../programs/cluster-app/cluster-app-messages.js';
import { AppProcess } from './app-process.js';

/** How apps take turns. */
export interface TurnSettings extends Omit<AppSettings, 'mode'> {
  /**
   * Within how many ms an app's processes go on, before it is used. As long as the period of its timers, if those are
   * to fire spread over it as they do in workers that were started one after another.
   */
  readonly awakeMs: number;
}

/**
 * The same app in several modes, of which one at a time runs: the others are paused, so that they can take turns and
 * what each does by itself, such as a flush every second, troubles none of the others.
 */
export class AppTurns {
  readonly #apps = new Map<AppMode, AppProcess>();

  readonly #awakeMs: number;

  private constructor(awakeMs: number) {
    this.#awakeMs = awakeMs;
  }

  /** Starts all, and leaves them paused. */
  static async start(modes: readonly AppMode[], { awakeMs, ...settings }: TurnSettings): Promise<AppTurns> {
    const turns = new AppTurns(awakeMs);
    try {
      for (const mode of modes) {
        const app = await AppProcess.start({ mode, ...settings });
        turns.#apps.set(mode, app);
        await app.pause();
      }
      return turns;
    } catch (error) {
      await turns.close();
      throw error;
    }
  }

  /** Runs one for as long as `use` takes. */
  async turn<T>(mode: AppMode, use: (app: AppProcess) => Promise<T>): Promise<T> {
    const app = this.#apps.get(mode);
    if (!app) throw new Error(`Expected an app that was started, got ${mode}`);
    try {
      await app.resume(this.#awakeMs);
      return await use(app);
    } finally {
      await app.pause();
    }
  }

  async close(): Promise<void> {
    for (const app of this.#apps.values()) await app.close();
  }
}

/** Runs them for as long as `use` takes. */
export async function withTurns<T>(
  modes: readonly AppMode[],
  settings: TurnSettings,
  use: (turns: AppTurns) => Promise<T>,
): Promise<T> {
  const turns = await AppTurns.start(modes, settings);
  try {
    return await use(turns);
  } finally {
    await turns.close();
  }
}
