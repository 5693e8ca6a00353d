import { Worker } from 'node:worker_threads';
import { deferred } from '../../shared/basics/deferred.js';
import { thrownText } from '../../shared/basics/thrown-text.js';
import type { FromThread, ThreadSettings } from '../protocol/thread-messages.js';

/**
 * Starts an aggregator thread.
 * @returns the thread, undefined if it could not be started, and `listening`, which resolves with undefined once the metrics port
 * listens, or with the reason why it does not
 */
export function startThread(
  settings: ThreadSettings,
  events: ThreadEvents,
): { readonly thread: Worker | undefined; readonly listening: Promise<Error | undefined> } {
  const thread = newThread(settings);
  if (thread instanceof Error) {
    setImmediate(() => events.ended(undefined, thread));
    return { thread: undefined, listening: Promise.resolve(thread) };
  }
  const listening = deferred<Error | undefined>();
  let listensSince: number | undefined;
  let crash: Error | undefined;
  // The type is not checked here: the package itself posts the message, in a thread of this process, and the compiler checks
  // the type there. A message of another process or of the network would go through a guard.
  thread.on('message', (message: FromThread) => {
    if (message.kind === 'listening') {
      listensSince = performance.now();
      listening.resolve(undefined);
    }
    if (message.kind === 'failed') listening.resolve(Object.assign(new Error(message.message), { code: message.code }));
    events.message(message);
  });
  thread.on('error', (error) => {
    crash = error;
  });
  thread.once('exit', (code) => {
    listening.resolve(crash ?? new Error(`The aggregator thread ended with code ${code}.`));
    events.ended(listensSince === undefined ? undefined : performance.now() - listensSince, crash);
  });
  return { thread, listening: listening.promise };
}

/** Makes the thread. @returns the error if the system gives the process no further thread: Node throws it at once */
function newThread(settings: ThreadSettings): Worker | Error {
  try {
    return new Worker(new URL('../aggregator/index.js', import.meta.url), { workerData: settings });
  } catch (error) {
    return error instanceof Error ? error : new Error(thrownText(error));
  }
}

/** The functions that {@link startThread} calls during the life of the thread. */
export interface ThreadEvents {
  message(message: FromThread): void;
  /**
   * @param listenedForMs how long the metrics port listened, in ms; undefined if it never did. The time of the start does not
   * count: a thread that a long journal ends takes long to read it
   * @param crash the error that the thread threw, or why it could not be started; undefined if the thread ended without an error
   */
  ended(listenedForMs: number | undefined, crash: Error | undefined): void;
}
