import { Worker } from 'node:worker_threads';
import { deferred } from '../../shared/basics/deferred.js';
import type { FromThread, ThreadSettings } from '../protocol/thread-messages.js';

/**
 * Starts an aggregator thread.
 * @returns the thread, and `listening`, which resolves with undefined once the metrics port listens, or with the reason
 * why it does not
 */
export function startThread(
  settings: ThreadSettings,
  events: ThreadEvents,
): { readonly thread: Worker; readonly listening: Promise<Error | undefined> } {
  const thread = new Worker(new URL('../aggregator/index.js', import.meta.url), { workerData: settings });
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

/** The functions that {@link startThread} calls during the life of the thread. */
export interface ThreadEvents {
  message(message: FromThread): void;
  /**
   * @param listenedForMs time from the moment at which the metrics port listened to the thread's end, in ms; undefined if it
   * never listened. The start does not count: a thread that dies of a long journal takes long to die of it
   * @param crash the error that the thread threw; undefined if the thread ended without an error
   */
  ended(listenedForMs: number | undefined, crash: Error | undefined): void;
}
