import { FailureNotes, type NoteTaker } from './failure-notes.js';
import { thrownStack } from './thrown-text.js';

/**
 * Keeps errors of the library's own code away from the app, in whose process the code runs. Every callback that Node calls
 * (a timer, a listener, a subscriber of a diagnostics channel) and every promise that nobody awaits goes through a guard: the
 * error would otherwise end the process. It is noted instead, with the reason `internal_error`.
 */
export class Guard {
  readonly #failures: FailureNotes;

  /** @param notes sends the notes to the primary, which counts and logs them */
  constructor(notes: NoteTaker) {
    this.#failures = new FailureNotes(notes, 'internal_error');
  }

  /** Notes an error, with its stack on one line, unless enough errors were noted. Never throws. */
  readonly failed = (error: unknown): void => {
    this.#failures.add(thrownStack(error).replace(/\s*\n\s*/g, ' '));
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

/** Wraps a callback so that it never throws into its caller. `failed` is called with the error instead. */
export function guarded<T>(callback: (value: T) => void, failed: (error: unknown) => void): (value: T) => void {
  return (value) => {
    try {
      callback(value);
    } catch (error) {
      failed(error);
    }
  };
}
