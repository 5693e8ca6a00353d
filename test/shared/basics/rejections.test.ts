import { setImmediate } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { takeRejection, takeRejectionsWithin } from '../../../src/shared/basics/rejections.js';

const test = suite('promises of app code');

class OwnPromise<T> extends Promise<T> {}

test('the rejection of a promise is taken, so that it does not end the process', async () => {
  const ownThen = () => Object.defineProperty(Promise.reject(1), 'then', { get: () => assert.unreachable() });
  const rejections = await unhandledOf(() => {
    for (const promise of [Promise.reject(2), OwnPromise.reject(3), Promise.resolve(), ownThen()])
      assert.ok(takeRejection(promise));
  });
  assert.equal(rejections, []);
});

test('the rejections of all promises within a value are taken, wherever they are', async () => {
  const circle: unknown[] = [Promise.reject(1)];
  circle.push(circle, { deep: [{ [Symbol('x')]: Promise.reject(2) }] });
  const hidden = Object.defineProperty({}, 'hidden', { value: Promise.reject(3) });
  const many = Array.from({ length: 100_001 }, () => ({ value: Promise.reject(4) }));
  const rejections = await unhandledOf(() => takeRejectionsWithin({ circle, hidden, many }));
  assert.equal(rejections, []);
});

test('to look into a value runs no code of the app, and ends soon for one that is huge', () => {
  const fails = (): never => {
    throw new Error('not to be run');
  };
  const odd = new Proxy([], { get: fails, ownKeys: fails, getOwnPropertyDescriptor: fails });
  const getter = Object.defineProperty({}, 'value', { get: fails, enumerable: true });
  takeRejectionsWithin([odd, getter, new Array(1e9), new Uint8Array(1e8), null, 'text']);
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

/** Runs a function that makes promises. Returns the reasons of the rejections that nobody has taken afterwards. */
async function unhandledOf(make: () => void): Promise<unknown[]> {
  const rejections: unknown[] = [];
  const note = (reason: unknown) => rejections.push(reason);
  process.on('unhandledRejection', note);
  try {
    make();
    await setImmediate();
  } finally {
    process.off('unhandledRejection', note);
  }
  return rejections;
}
