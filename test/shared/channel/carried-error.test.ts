import { deserialize, serialize } from 'node:v8';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { failedMessage, startError } from '../../../src/shared/channel/carried-error.js';
import { isFromWorker } from '../../../src/shared/channel/ipc-messages.js';
import { PromClusterError } from '../../../src/shared/errors.js';

/** What the primary makes of what a worker threw, by way of the channel. */
function carried(thrown: unknown): PromClusterError {
  const message: unknown = deserialize(serialize(failedMessage(thrown)));
  if (!isFromWorker(message) || message.type !== 'prom-cluster:failed') throw new Error('not a failed message');
  return startError(2, message);
}

function errorIn(value: unknown): Error {
  if (value instanceof Error) return value;
  throw new Error('no error');
}

test("an error of the app becomes the cause, with its stack, code and causes' messages", () => {
  const thrown = Object.assign(new TypeError('boom', { cause: new Error('deep') }), { code: 'E_BOOM' });
  const error = carried(thrown);
  assert.is(error.code, 'ERR_WORKER_START');
  assert.is(error.message, 'Worker 2 could not start: boom');
  const cause = errorIn(error.cause);
  assert.is(cause.name, 'TypeError');
  assert.is(cause.stack, thrown.stack);
  assert.is(Reflect.get(cause, 'code'), 'E_BOOM');
  assert.is(errorIn(cause.cause).message, 'deep');
});

test('an error of ours keeps its code, message and cause', () => {
  const cause = Object.assign(new Error('taken'), { code: 'EADDRINUSE' });
  const error = carried(new PromClusterError('ERR_APP_LISTEN', 'The app cannot listen', { cause }));
  assert.is(error.code, 'ERR_APP_LISTEN');
  assert.is(error.message, 'The app cannot listen');
  assert.is(Reflect.get(new Object(error.cause), 'code'), 'EADDRINUSE');
});

test('a code of ours on an error that is not ours stays with the cause', () => {
  assert.is(carried(Object.assign(new Error('x'), { code: 'ERR_CLOSED' })).code, 'ERR_WORKER_START');
});

test('what is thrown need not be an error', () => {
  assert.is(carried('just text').message, 'Worker 2 could not start: just text');
  assert.is(carried(undefined).message, 'Worker 2 could not start: undefined');
});

test('causes in a circle end', () => {
  const first: Error = new Error('first');
  first.cause = new Error('second', { cause: first });
  assert.is(carried(first).message, 'Worker 2 could not start: first');
});

test('an error that the worker did not fill in is no reason to throw', () => {
  const message: unknown = { type: 'prom-cluster:failed', error: { message: 'bare', cause: 7, stack: 5, name: null } };
  if (!isFromWorker(message) || message.type !== 'prom-cluster:failed') throw new Error('not a failed message');
  assert.is(startError(0, message).message, 'Worker 0 could not start: bare');
});

test.run();
