import { setImmediate } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isStrayPromise } from '../../../src/shared/basics/rejections.js';

const test = suite('promises of app code');

class OwnPromise<T> extends Promise<T> {}

test('a promise is known, and its rejection does not end the process', async () => {
  const rejections: unknown[] = [];
  const note = (reason: unknown) => rejections.push(reason);
  process.on('unhandledRejection', note);
  try {
    const ownThen = Object.defineProperty(Promise.reject(1), 'then', { get: () => assert.unreachable() });
    for (const promise of [Promise.reject(2), OwnPromise.reject(3), Promise.resolve(), ownThen])
      assert.ok(isStrayPromise(promise));
    await setImmediate();
  } finally {
    process.off('unhandledRejection', note);
  }
  assert.equal(rejections, []);
});

test('nothing else is a promise, and asking never throws', () => {
  const fails = (): never => {
    throw new Error('not to be read');
  };
  const proxy = new Proxy(Promise.resolve(), { get: fails, has: fails });
  for (const value of [undefined, null, 'text', {}, () => Promise.resolve(), proxy]) assert.not(isStrayPromise(value));
  const odd = Object.defineProperty(Promise.resolve(), 'constructor', { get: fails });
  assert.ok(isStrayPromise(odd));
});

test.run();
