import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Guard } from '../../../src/shared/basics/guard.js';

function made() {
  const notes: string[] = [];
  const guard = new Guard({ note: (reason, family, detail) => notes.push(`${reason} ${family} ${detail}`) });
  return { notes, guard };
}

function unreadable(): never {
  throw new Error('this cannot be read');
}

/** Values that an app can throw, and that no careless description survives. */
const ODD: readonly unknown[] = [
  Object.create(null),
  Object.assign(new Error('x'), { stack: 5, message: {} }),
  new Proxy({}, { get: () => undefined, getPrototypeOf: (): null => unreadable() }),
  Symbol('x'),
  null,
  undefined,
];

test('what is thrown in a callback, in work or in a promise is noted, on one line, and goes no further', async () => {
  for (const thrown of [new Error('ours'), ...ODD]) {
    const { guard, notes } = made();
    const fail = () => {
      throw thrown;
    };
    guard.wrap(fail)(undefined);
    assert.is(guard.run(fail), false);
    assert.is(await guard.settle(Promise.reject(thrown)), false);
    assert.is(notes.length, 1);
    assert.match(notes[0] ?? '', /^internal_error {2}.+/);
    assert.not.match(notes[0] ?? '', '\n');
  }
});

test('what throws nothing is as it was', async () => {
  const { guard, notes } = made();
  const got: unknown[] = [];
  guard.wrap((value: string) => got.push(value))('value');
  assert.is(
    guard.run(() => got.push('work')),
    true,
  );
  assert.is(await guard.settle(Promise.resolve()), true);
  assert.equal(got, ['value', 'work']);
  assert.equal(notes, []);
});

test('an error that comes again and again leaves room for others, and there is an end', () => {
  const { guard, notes } = made();
  const same = new Error('the same');
  for (let time = 0; time < 1000; time++) guard.failed(same);
  assert.is(notes.length, 1);
  for (let time = 0; time < 1000; time++) guard.failed(`another ${time}`);
  assert.is(notes.length, 10);
});

test.run();
