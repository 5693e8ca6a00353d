import type { AppMode, AppSettings } from '../programs/cluster-app/cluster-app-messages.js';
import { AppProcess } from './app-process.js';

/**
 * The same app in several modes, which take turns: one mode runs while the others are paused. The work that a mode does
 * by itself, such as a flush every second, then disturbs no other mode.
 */
export class AppTurns {
  readonly #apps = new Map<AppMode, AppProcess>();

  readonly #awakeMs: number;

  private constructor(awakeMs: number) {
    this.#awakeMs = awakeMs;
  }

  /** Starts all modes, and leaves them paused. */
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

  /** Lets one mode run until `use` has settled. */
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

/** How the apps are started, and how they wake up. */
export interface TurnSettings extends Omit<AppSettings, 'mode'> {
  /**
   * Time within which the processes of an app go on, before the app is used. With the period of the app's timers the
   * timers fire spread over the period, as in workers that were started one after another.
   */
  readonly awakeMs: number;
}

/** Starts all modes, and closes them when `use` has settled. */
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
