import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { all, chosen, type Fillings, fillIn, timeFillings, variablesIn } from './variables.js';

const test = suite('variables');

/** `${...}` of Grafana, which looks like a slip in TypeScript. */
const braced = (inside: string) => `$\{${inside}}`;

const FILLINGS: Fillings = new Map([
  ['job', { value: 'a.b' }],
  ['worker', { value: '0', isPattern: true }],
  ['workers', { value: ['0', '1'], isPattern: true }],
  ['endpoint', { value: '/a/:id?', isPattern: true }],
  ['endpoints', { value: ['/a.b', '<other>'], isPattern: true }],
  ['any', { value: '.*', isVerbatim: true }],
  ['namespace', { value: 'gole_' }],
  ['empty', { value: '' }],
  ['quoted', { value: 'a"b\\c' }],
]);

const CASES: readonly (readonly [string, string])[] = [
  ['x{job="$job"}', 'x{job="a.b"}'],
  [`x{job="${braced('job')}"} + x{job="[[job]]"}`, 'x{job="a.b"} + x{job="a.b"}'],
  [`${braced('namespace:raw')}http_total + [[namespace:raw]]x`, 'gole_http_total + gole_x'],
  [`${braced('empty:raw')}http_total`, 'http_total'],
  ['x{worker=~"$worker"}', 'x{worker=~"0"}'],
  ['x{worker=~"$workers"}', 'x{worker=~"(0|1)"}'],
  [`x{worker=~"${braced('workers:regex')}"}`, 'x{worker=~"(0|1)"}'],
  [`x{worker=~"${braced('workers:pipe')}"}`, 'x{worker=~"0|1"}'],
  ['x{endpoint=~"$endpoint"}', 'x{endpoint=~"/a/:id\\\\?"}'],
  ['x{endpoint=~"$endpoints"}', 'x{endpoint=~"(/a\\\\.b|<other>)"}'],
  ['x{endpoint=~"$any"}', 'x{endpoint=~".*"}'],
  ['x{a="$quoted"}', 'x{a="a\\"b\\\\c"}'],
  ['label_replace(x, "a", "$1", "b", "(.+)$")', 'label_replace(x, "a", "$1", "b", "(.+)$")'],
];
for (const [expr, filled] of CASES) {
  test(`is filled in: ${expr}`, () => {
    assert.is(fillIn(expr, FILLINGS), filled);
  });
}

test('a variable that nobody defined is an error', () => {
  for (const expr of ['x{a="$nobody"}', `x{a="${braced('nobody:raw')}"}`, 'x[$__rate_interval]']) {
    assert.throws(() => fillIn(expr, FILLINGS), /Nobody defined/);
  }
});

test('a format that is not known is an error', () => {
  assert.throws(() => fillIn(`${braced('job:glob')}`, FILLINGS), /glob/);
});

test('All is the pattern that the variable states, else its options', () => {
  const variable = { name: 'worker', type: 'query', multi: true };
  const filled = (filling: ReturnType<typeof all>) => fillIn('$worker', new Map([['worker', filling]]));
  assert.is(filled(all({ ...variable, allValue: '.+' })), '.+');
  assert.is(filled(all(variable, ['0', '1'])), '(0|1)');
  assert.is(filled(all(variable)), '.*');
});

test('one value is a pattern only where several can be chosen', () => {
  const one = { name: 'x', type: 'query' };
  assert.is(chosen(one, 'a').isPattern, false);
  assert.is(chosen({ ...one, multi: true }, 'a').isPattern, true);
  assert.is(chosen({ ...one, includeAll: true }, 'a').isPattern, true);
});

test("Grafana's own variables hold the time range and the step", () => {
  const fillings = timeFillings({ startedAt: 100, endedAt: 159.5 }, 5, 20);
  for (const [text, filled] of [
    ['$__interval', '5s'],
    ['$__interval_ms', '5000'],
    ['$__rate_interval', '20s'],
    [braced('__range'), '60s'],
    ['$__range_s', '60'],
    ['$__from', '100000'],
    ['$__to', '159500'],
  ] as const)
    assert.is(fillIn(text, fillings), filled, text);
});

test('variables are found in a text in all forms', () => {
  assert.equal(
    variablesIn(`$a ${braced('b')} ${braced('c:raw')} ${braced('d.text')} [[e]] [[f:regex]] $__range $1 $"`),
    ['a', 'b', 'c', 'd', 'e', 'f', '__range'],
  );
});

test.run();
