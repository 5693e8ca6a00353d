import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ReadingOrder } from '../../../src/shared/sampling/reading-order.js';

const test = suite('reading-order');

function orderOf(sizes: Readonly<Record<string, number>>, order = new ReadingOrder()): string[] {
  for (const [name, size] of Object.entries(sizes)) order.note(name, size);
  const found = Object.keys(sizes).map((name) => ({ name }));
  return [...order.of(found)].map(({ name }) => name);
}

test('small metrics come in the order of their registries, and large ones after them, the smallest first', () => {
  assert.equal(orderOf({ b: 3, a: 1, c: 2 }), ['b', 'a', 'c']);
  assert.equal(orderOf({ huge: 9000, b: 100, large: 101, a: 0, larger: 500 }), ['b', 'a', 'large', 'larger', 'huge']);
});

test('a metric that shrinks comes first again, and one that goes is forgotten', () => {
  const order = new ReadingOrder();
  assert.equal(orderOf({ a: 500, b: 1 }, order), ['b', 'a']);
  assert.equal(orderOf({ a: 5, b: 1 }, order), ['a', 'b']);
  assert.equal(orderOf({ a: 500, b: 1 }, order), ['b', 'a']);
  assert.equal([...order.of([{ name: 'b' }])], [{ name: 'b' }]);
  assert.equal(
    [...order.of([{ name: 'a' }, { name: 'b' }])].map(({ name }) => name),
    ['a', 'b'],
    'a is unknown',
  );
});

test.run();
