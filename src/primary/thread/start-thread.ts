import { Worker } from 'node:worker_threads';
import type { FromThread, ThreadSettings } from '../protocol/thread-messages.js';

/** What is told of one life of the aggregator thread. */
export interface ThreadLifeEvents {
  message(message: FromThread): void;
  /** @param crash what the thread threw; undefined when it ended otherwise */
  ended(livedMs: number, crash: Error | undefined): void;
}

/** Starts an aggregator thread. `listening` resolves with undefined once it listens, or with why it does not. */
export function startThread(
  settings: ThreadSettings,
  events: ThreadLifeEvents,
): { readonly thread: Worker; readonly listening: Promise<Error | undefined> } {
  const bornAt = Date.now();
  const thread = new Worker(new URL('../aggregator/index.js', import.meta.url), { workerData: settings });
  const listening = new Promise<Error | undefined>((resolve) => {
    let crash: Error | undefined;
    thread.on('message', (message: FromThread) => {
      if (message.kind === 'listening') resolve(undefined);
      if (message.kind === 'failed') resolve(Object.assign(new Error(message.message), { code: message.code }));
      events.message(message);
    });
    thread.on('error', (error) => {
      crash = error;
    });
    thread.once('exit', (code) => {
      resolve(crash ?? new Error(`The aggregator thread ended with code ${code}.`));
      events.ended(Date.now() - bornAt, crash);
    });
  });
  return { thread, listening };
}
