import { thrownStack, thrownText } from '../basics/thrown-text.js';
import { isRecord, property } from '../basics/unknown-values.js';
import { ERROR_CODES, type ErrorCode, PromClusterError } from '../errors.js';
import type { FailedMessage } from './ipc-messages.js';

/** Makes the message by which a worker reports why its app could not be started. An app can throw any value. */
export function failedMessage(thrown: unknown): FailedMessage {
  return { type: 'prom-cluster:failed', error: carry(thrown, MAX_CAUSES) };
}

/** Maximum number of causes that are sent with an error. A chain of causes can be a circle. */
const MAX_CAUSES = 5;

function carry(thrown: unknown, causes: number): CarriedError {
  const stack = stackOf(thrown);
  const code = wordAt(thrown, 'code');
  const cause = property(thrown, 'cause');
  return {
    name: wordAt(thrown, 'name') ?? 'Error',
    message: thrownText(thrown),
    ...(stack === undefined ? {} : { stack }),
    ...(code === undefined ? {} : { code }),
    ...(cause === undefined || causes === 0 ? {} : { cause: carry(cause, causes - 1) }),
  };
}

/** The stack of an error, cut to a length that the channel carries at once. */
function stackOf(error: unknown): string | undefined {
  return typeof property(error, 'stack') === 'string' ? thrownStack(error) : undefined;
}

/** The name or the code of an error. */
function wordAt(error: unknown, key: 'name' | 'code'): string | undefined {
  const word = property(error, key);
  return typeof word === 'string' ? word.slice(0, MAX_WORD_LENGTH) : undefined;
}

/** Maximum length of the name of an error, and of its code. */
const MAX_WORD_LENGTH = 100;

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

/** Restores an error. The message came from another process, which may have sent anything. */
function restore(carried: unknown, causes: number): Error {
  const cause = property(carried, 'cause');
  const hasCause = isRecord(cause) && causes > 0;
  const restored = new Error(thrownText(carried), hasCause ? { cause: restore(cause, causes - 1) } : {});
  const parts = { name: wordAt(carried, 'name'), stack: stackOf(carried), code: wordAt(carried, 'code') };
  for (const [key, value] of Object.entries(parts)) {
    if (value !== undefined) Object.defineProperty(restored, key, { value, configurable: true, writable: true });
  }
  return restored;
}

/** An error in the form in which it is sent. */
type CarriedError = FailedMessage['error'] & { readonly cause?: CarriedError };
