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

test('whatever an app throws, the primary gets a clear error of bounded length', () => {
  const fails = () => {
    throw new Error('not to be read');
  };
  const failsAt = (key: string) => Object.defineProperty(new Error('x'), key, { get: fails });
  const long = Object.assign(new Error('m'.repeat(1e6)), { name: 'n'.repeat(1e6), code: 'c'.repeat(1e6) });
  const failing = ['message', 'name', 'stack', 'code', 'cause'].map(failsAt);
  const odd = [Object.create(null), { toString: 1 }, Symbol('s'), new Proxy({}, { get: fails, ownKeys: fails })];
  for (const thrown of [...odd, ...failing, long, ...odd.map((cause) => new Error('x', { cause }))]) {
    assert.ok(JSON.stringify(failedMessage(thrown)).length < 100_000);
    assert.match(carried(thrown).message, /^Worker 2 could not start: ./);
  }
  assert.match(carried(Object.create(null)).message, 'Worker 2 could not start: [Object: null prototype] {}');
});

test('the error of a worker that sends what cannot become a text is no reason to throw', () => {
  const cause = { message: { toString: 1 }, name: {}, stack: 's'.repeat(1e6), cause: { message: 'm'.repeat(1e6) } };
  const message: unknown = { type: 'prom-cluster:failed', error: { message: 'bare', cause } };
  if (!isFromWorker(message) || message.type !== 'prom-cluster:failed') throw new Error('not a failed message');
  const error = errorIn(startError(0, message).cause);
  assert.is(error.message, 'bare');
  assert.ok((errorIn(error.cause).stack ?? '').length < 11_000);
  assert.ok(errorIn(errorIn(error.cause).cause).message.length < 1100);
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
