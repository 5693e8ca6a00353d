import { setImmediate } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { takeRejection } from '../../../src/shared/basics/rejections.js';

const test = suite('promises of app code');

class OwnPromise<T> extends Promise<T> {}

test('the rejection of a promise is taken, so that it does not end the process', async () => {
  const rejections: unknown[] = [];
  const note = (reason: unknown) => rejections.push(reason);
  process.on('unhandledRejection', note);
  try {
    const ownThen = Object.defineProperty(Promise.reject(1), 'then', { get: () => assert.unreachable() });
    for (const promise of [Promise.reject(2), OwnPromise.reject(3), Promise.resolve(), ownThen])
      assert.ok(takeRejection(promise));
    await setImmediate();
  } finally {
    process.off('unhandledRejection', note);
  }
  assert.equal(rejections, []);
});

test('anything else is no promise: nothing of it is read or called, and nothing is thrown', () => {
  const fails = (): never => {
    throw new Error('not to be read');
  };
  const proxy = new Proxy(Promise.resolve(), { get: fails, has: fails });
  const query = Object.defineProperty({}, 'then', { get: fails });
  for (const value of [undefined, null, 'text', {}, () => Promise.resolve(), proxy, query])
    assert.not(takeRejection(value));
  const odd = Object.defineProperty(Promise.resolve(), 'constructor', { get: fails });
  assert.ok(takeRejection(odd));
});

test.run();
