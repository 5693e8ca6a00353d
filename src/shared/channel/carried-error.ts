import { property } from '../basics/unknown-values.js';
import { ERROR_CODES, type ErrorCode, PromClusterError } from '../errors.js';
import type { FailedMessage } from './ipc-messages.js';

type CarriedError = FailedMessage['error'] & { readonly cause?: CarriedError };

/** How many causes travel with an error; a chain can be a circle. */
const MAX_CAUSES = 5;

/** What a worker tells of why its app could not be started. Anything can be thrown, so anything is taken. */
export function failedMessage(thrown: unknown): FailedMessage {
  return { type: 'prom-cluster:failed', error: carry(thrown, MAX_CAUSES) };
}

function carry(thrown: unknown, causes: number): CarriedError {
  if (!(thrown instanceof Error)) return { name: 'Error', message: String(thrown) };
  const code: unknown = Reflect.get(thrown, 'code');
  return {
    name: String(thrown.name),
    message: String(thrown.message),
    ...(typeof thrown.stack === 'string' ? { stack: thrown.stack } : {}),
    ...(typeof code === 'string' ? { code } : {}),
    ...(thrown.cause === undefined || causes === 0 ? {} : { cause: carry(thrown.cause, causes - 1) }),
  };
}

/**
 * The error of a worker's start, in the primary: with the worker's own code when it was one of ours,
 * else ERR_WORKER_START with what was thrown as its `cause`.
 */
export function startError(slot: number, { error }: FailedMessage): PromClusterError {
  const code = ownCode(error);
  const restored = restore(error, MAX_CAUSES);
  if (code === undefined) {
    return new PromClusterError('ERR_WORKER_START', `Worker ${slot} could not start: ${restored.message}`, {
      cause: restored,
    });
  }
  return new PromClusterError(code, restored.message, restored.cause === undefined ? {} : { cause: restored.cause });
}

function ownCode(error: unknown): ErrorCode | undefined {
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
