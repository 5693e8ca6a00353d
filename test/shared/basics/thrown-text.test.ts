import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { thrownStack, thrownText } from '../../../src/shared/basics/thrown-text.js';

const test = suite('thrown values as text');

const fails = () => {
  throw new Error('not to be read');
};

/** Values that app code can throw, and of which a part of the usual ways to describe them throws, too. */
const odd: readonly unknown[] = [
  undefined,
  null,
  '',
  Symbol('thrown'),
  1n,
  Object.create(null),
  { toString: fails, [Symbol.toPrimitive]: fails },
  { [Symbol.for('nodejs.util.inspect.custom')]: fails },
  Object.defineProperty(new Error('x'), 'message', { get: fails }),
  Object.defineProperty(new Error('x'), 'stack', { get: fails }),
  new Proxy({}, { get: fails, getPrototypeOf: fails, ownKeys: fails }),
  Object.assign(new Error('x'), { message: { not: 'a string' } }),
  new Error('m'.repeat(1_000_000)),
  'm'.repeat(1_000_000),
];

test('any value has a text of bounded length', () => {
  for (const thrown of odd) {
    assert.type(thrownText(thrown), 'string');
    assert.ok(thrownText(thrown).length <= 1003);
    assert.ok(thrownStack(thrown).length <= 10_003);
  }
});

test('an error is described by its message, and by its stack on request', () => {
  const error = new TypeError('no such thing');
  assert.is(thrownText(error), 'no such thing');
  assert.is(thrownStack(error), error.stack);
});

test('another value is described as it would be printed', () => {
  assert.is(thrownText('a text'), 'a text');
  assert.is(thrownText({ code: 7 }), '{ code: 7 }');
  assert.is(thrownText(undefined), 'undefined');
});

test.run();
