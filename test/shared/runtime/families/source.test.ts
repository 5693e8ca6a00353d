import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Reading, registerSource, source } from '../../../../src/shared/runtime/families/source.js';
import { ReceivedFamilies } from '../received-families.js';

const test = suite('runtime source');

test('one reading sets all metrics of a source, once for each time', () => {
  const received = new ReceivedFamilies();
  let readings = 0;
  const readAll = registerSource(
    received.families,
    source({
      metrics: { a_total: { type: 'counter', help: 'A.' }, b: { help: 'B.', label: 'kind' } },
      read() {
        readings += 1;
        return { a_total: 10 * readings, b: new Map([[`k${readings}`, readings]]) };
      },
    }),
  );
  readAll();
  readAll();
  assert.equal(received.of('a_total'), { '': [20] });
  assert.equal(received.of('b'), { 'kind=2:k2;': [2] });
  const [a, b] = ['a_total', 'b'].map((name) =>
    [...received.received.families.values()].find((family) => family.name === name),
  );
  const own = { scope: 'worker', aggregator: 'sum', bounds: [] };
  assert.equal(a, { ...own, name: 'a_total', help: 'A.', type: 'counter', labelNames: [] });
  assert.equal(b, { ...own, name: 'b', help: 'B.', type: 'gauge', labelNames: ['kind'] });
  assert.is(readings, 2);
});

test('a metric without a reading does not come to the page, and is not removed from it', () => {
  const shown = new ReceivedFamilies();
  let reading: Reading;
  let byKind: Reading;
  const readAll = registerSource(
    shown.families,
    source({
      metrics: {
        a: { help: 'A.' },
        b_total: { type: 'counter', help: 'B.' },
        c: { help: 'C.', label: 'kind' },
      },
      read: () => ({ a: reading, b_total: reading, c: byKind }),
    }),
  );
  const values = () => ['a', 'b_total', 'c'].map((name) => Object.values(shown.of(name)).flat());
  readAll();
  assert.equal(values(), [[], [], []]);
  reading = 1;
  byKind = new Map([['x', 2]]);
  readAll();
  assert.equal(values(), [[1], [1], [2]]);
  reading = undefined;
  byKind = undefined;
  readAll();
  assert.equal(values(), [[1], [1], [2]]);
  assert.equal([...shown.families.names], ['a', 'b_total', 'c']);
});

test('kinds come, go and come again', () => {
  const shown = new ReceivedFamilies();
  let reading = new Map<string, number>();
  const readAll = registerSource(
    shown.families,
    source({ metrics: { a: { help: 'A.', label: 'kind' } }, read: () => ({ a: reading }) }),
  );
  for (const kinds of [['x', 'y'], ['y'], ['y', 'z', 'x'], [], ['x']]) {
    reading = new Map(kinds.map((kind, index) => [kind, index]));
    readAll();
    assert.equal(shown.of('a'), Object.fromEntries(kinds.map((kind, index) => [`kind=1:${kind};`, [index]])));
  }
});

test('they do not count towards the limit on series, nor are they refused for it', () => {
  const shown = new ReceivedFamilies();
  const family = shown.families.make({ name: 'a', help: 'A.', type: 'gauge', labelNames: ['kind'] });
  for (let kind = 0; kind < 1001; kind++) family.series({ kind: `${kind}` }).set(kind);
  assert.is(Object.keys(shown.of('a')).length, 1001);
  assert.is(shown.tracker.isFull, false);
});

test.run();
