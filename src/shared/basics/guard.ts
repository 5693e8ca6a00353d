import { guarded } from './guarded.js';
import { thrownStack } from './thrown-text.js';

/**
 * Keeps errors of the library's own code away from the app, in whose process the code runs. Every callback that Node calls
 * (a timer, a listener, a subscriber of a diagnostics channel) and every promise that nobody awaits goes through a guard: the
 * error would otherwise end the process. It is noted instead, with the reason `internal_error`.
 */
export class Guard {
  readonly #notes: NoteTaker;
  readonly #noted = new Set<string>();

  /** @param notes sends the notes to the primary, which counts and logs them */
  constructor(notes: NoteTaker) {
    this.#notes = notes;
  }

  /** Notes an error, unless it was noted before or {@link MAX_NOTES} others were. Never throws. */
  readonly failed = (error: unknown): void => {
    const text = thrownStack(error).replace(/\s*\n\s*/g, ' ');
    if (this.#noted.has(text) || this.#noted.size >= MAX_NOTES) return;
    this.#noted.add(text);
    this.#notes.note('internal_error', '', text);
  };

  /** Wraps a callback so that it never throws into its caller. */
  wrap<T>(callback: (value: T) => void): (value: T) => void {
    return guarded(callback, this.failed);
  }

  /** Calls `work`. @returns whether it came to its end; false when it has thrown */
  run(work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      this.failed(error);
      return false;
    }
  }

  /** Waits for a promise. Never rejects. @returns whether the promise was fulfilled */
  async settle(promise: Promise<unknown>): Promise<boolean> {
    try {
      await promise;
      return true;
    } catch (error) {
      this.failed(error);
      return false;
    }
  }
}

/** Maximum number of different errors that one guard notes. Messages can differ without end. */
const MAX_NOTES = 10;

/** Takes notes about problems; a `ChangeTracker` does. */
export interface NoteTaker {
  note(reason: string, family: string, detail: string): void;
}
