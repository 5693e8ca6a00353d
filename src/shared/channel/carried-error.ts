import { property } from '../basics/unknown-values.js';
import { ERROR_CODES, type ErrorCode, PromClusterError } from '../errors.js';
import type { FailedMessage } from './ipc-messages.js';

/** Makes the message by which a worker reports why its app could not be started. An app can throw any value. */
export function failedMessage(thrown: unknown): FailedMessage {
  return { type: 'prom-cluster:failed', error: carry(thrown, MAX_CAUSES) };
}

/** Maximum number of causes that are sent with an error. A chain of causes can be a circle. */
const MAX_CAUSES = 5;

function carry(thrown: unknown, causes: number): CarriedError {
  if (!(thrown instanceof Error)) return { name: 'Error', message: String(thrown) };
  const code = property(thrown, 'code');
  return {
    name: String(thrown.name),
    message: String(thrown.message),
    ...(typeof thrown.stack === 'string' ? { stack: thrown.stack } : {}),
    ...(typeof code === 'string' ? { code } : {}),
    ...(thrown.cause === undefined || causes === 0 ? {} : { cause: carry(thrown.cause, causes - 1) }),
  };
}

/**
 * Makes the primary's error for a worker that could not start. The error has the code of the worker's error if that was a
 * PromClusterError. Otherwise the error has the code ERR_WORKER_START, and what the worker threw is its `cause`.
 */
export function startError(slot: number, { error }: FailedMessage): PromClusterError {
  const code = libraryCode(error);
  const restored = restore(error, MAX_CAUSES);
  if (code === undefined) {
    return new PromClusterError('ERR_WORKER_START', `Worker ${slot} could not start: ${restored.message}`, {
      cause: restored,
    });
  }
  return new PromClusterError(code, restored.message, restored.cause === undefined ? {} : { cause: restored.cause });
}

function libraryCode(error: unknown): ErrorCode | undefined {
  const code = property(error, 'code');
  return property(error, 'name') === 'PromClusterError' ? ERROR_CODES.find((known) => known === code) : undefined;
}

function restore(carried: unknown, causes: number): Error {
  const cause = property(carried, 'cause');
  const hasCause = typeof cause === 'object' && cause !== null && causes > 0;
  const restored = new Error(
    String(property(carried, 'message')),
    hasCause ? { cause: restore(cause, causes - 1) } : {},
  );
  for (const key of ['name', 'stack', 'code']) {
    const value = property(carried, key);
    if (typeof value === 'string') Object.defineProperty(restored, key, { value, configurable: true, writable: true });
  }
  return restored;
}

/** An error in the form in which it is sent. */
type CarriedError = FailedMessage['error'] & { readonly cause?: CarriedError };
