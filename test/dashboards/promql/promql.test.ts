import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { groupingsOf, operandsOf, parsePromql, selectorsOf, unquoted } from './promql.js';

const test = suite('promql');

for (const wrong of ['', 'sum(', 'rate(x[5m]', 'foo{a="b"', 'foo{a==}', 'nofunction(x)', 'a >', 'sum by job (x)']) {
  test(`is a syntax error: ${wrong || '(nothing)'}`, () => {
    assert.throws(() => parsePromql(wrong));
  });
}

test('selectors are found with their conditions, wherever they stand', () => {
  const text = 'sum(rate(a{b="c", d=~"e|f"}[5m] offset 1d)) / on (x) g:h:i unless absent({__name__!="j", k!~"l"})';
  assert.equal(selectorsOf(parsePromql(text)), [
    {
      metric: 'a',
      matchers: [
        { label: 'b', operator: '=', value: 'c' },
        { label: 'd', operator: '=~', value: 'e|f' },
      ],
    },
    { metric: 'g:h:i', matchers: [] },
    {
      metric: undefined,
      matchers: [
        { label: '__name__', operator: '!=', value: 'j' },
        { label: 'k', operator: '!~', value: 'l' },
      ],
    },
  ]);
});

test('groupings are found, those of matching too', () => {
  const text = 'sum by (a, b) (x) * on (c) group_left (d) max without () (y) / ignoring (e) group_right z';
  assert.equal(groupingsOf(parsePromql(text)), [
    { keyword: 'by', labels: ['a', 'b'] },
    { keyword: 'on', labels: ['c'] },
    { keyword: 'group_left', labels: ['d'] },
    { keyword: 'without', labels: [] },
    { keyword: 'ignoring', labels: ['e'] },
    { keyword: 'group_right', labels: [] },
  ]);
});

const OPERANDS: Readonly<Record<string, readonly string[]>> = {
  'a / b': ['a / b'],
  'a > 3': ['a'],
  'a > bool on (x) b': ['a', 'b'],
  '(a > 2 * b) and on (x) rate(c[5m]) == 0 or d': ['a', '2 * b', 'rate(c[5m])', 'd'],
  'max by (x) (a > 1) / b unless c': ['a', 'b', 'c'],
  'absent(up{job="x"}) or up == 0': ['up{job="x"}', 'up'],
  'count_over_time((a > 1)[5m:10s]) >= 3': ['a'],
  'vector(1) > time()': [],
};
for (const [text, operands] of Object.entries(OPERANDS)) {
  test(`is proved part by part: ${text}`, () => {
    assert.equal(operandsOf(parsePromql(text)), operands);
  });
}

test('strings are read as Prometheus reads them', () => {
  assert.equal(['"a\\\\.b"', "'it\\'s'", '`\\d`', '"\\x41\\u0042\\n"'].map(unquoted), ['a\\.b', "it's", '\\d', 'AB\n']);
});

test.run();
