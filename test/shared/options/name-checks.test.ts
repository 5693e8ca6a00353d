// `metrics.labels` and `runtime.prefix`: what would not come to the page as it is written is refused.
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { metricNames, namespacePrefix } from '../../../src/shared/model/request-names.js';
import { isClusterFamilyName, libraryLabels } from '../../../src/shared/model/reserved-names.js';
import { runtimeNames } from '../../../src/shared/model/runtime-names.js';
import { resolveOptions } from '../../../src/shared/options/resolve-options.js';
import { refusal } from './refusal.js';

const test = suite('labels and prefixes of the library');

const NAME_RULE =
  'Expected `the name of a label in metrics.labels` to be a name of at most 100 letters, digits and `_` that begins neither with a digit nor with `__`, got ';
const MANY = Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`l${index}`, 'x']));

const wrong: [labels: unknown, message: string][] = [
  ['service=shop', 'Expected `metrics.labels` to be an object, got `service=shop` (string).'],
  [['service'], 'Expected `metrics.labels` to be a plain object, got an array of 1.'],
  [new Map([['service', 'shop']]), 'Expected `metrics.labels` to be a plain object, got an object (Map).'],
  [{ '1st': 'x' }, `${NAME_RULE}\`1st\` (string).`],
  [{ 'a-b': 'x' }, `${NAME_RULE}\`a-b\` (string).`],
  [{ '': 'x' }, `${NAME_RULE}\`\` (string).`],
  [{ __name__: 'x' }, `${NAME_RULE}\`__name__\` (string).`],
  [{ __tenant: 'x' }, `${NAME_RULE}\`__tenant\` (string).`],
  [{ [Symbol('service')]: 'x' }, `${NAME_RULE}\`Symbol(service)\` (string).`],
  [{ ['l'.repeat(101)]: 'x' }, NAME_RULE],
  [{ service: '' }, 'Expected `metrics.labels.service` to be a non-empty string or a finite number, got `` (string).'],
  [{ service: true }, 'Expected `metrics.labels.service` to be a non-empty string or a finite number, got `true`'],
  [{ service: null }, 'Expected `metrics.labels.service` to be a non-empty string or a finite number, got `null`.'],
  [
    { zone: Number.NaN },
    'Expected `metrics.labels.zone` to be a non-empty string or a finite number, got `NaN` (number).',
  ],
  [{ service: '\ud800' }, 'Expected `metrics.labels.service` to be a text without halves of surrogate pairs, got '],
  [{ service: 'x'.repeat(301) }, 'Expected `metrics.labels.service` to be at most 300 characters, got '],
  [MANY, 'Expected `metrics.labels` to be at most 20 labels, got an object (Object).'],
  [
    { endpoint: '/x' },
    "The label `endpoint` in `metrics.labels` is one that the library's metrics have already: choose another name.",
  ],
  [
    { instance: 'a' },
    'The label `instance` in `metrics.labels` is one that Prometheus sets. Set it in the configuration of Prometheus, which would call this one `exported_instance`.',
  ],
  [{ job: 'shop' }, 'The label `job` in `metrics.labels` is one that Prometheus sets.'],
];

for (const [index, [labels, message]] of wrong.entries()) {
  test(`wrong labels ${index}: ${message}`, () => {
    const got = refusal({ metrics: { labels } }).message;
    assert.ok(got.startsWith(message), got);
  });
}

test('no label can have the name of one that the library gives to a series itself', () => {
  for (const label of libraryLabels())
    assert.match(refusal({ metrics: { labels: { [label]: 'x' } } }).message, `The label \`${label}\``);
});

test('texts and finite numbers are accepted, and become texts; undefined counts as left out', () => {
  const given = { service: 'shop', zone: 3, part: -0.5, note: 'a "b"\n\\ü', app: 'x'.repeat(300), none: undefined };
  const { labels } = resolveOptions({ metrics: { labels: given } }, {}).metrics;
  assert.equal(labels, { service: 'shop', zone: '3', part: '-0.5', note: 'a "b"\n\\ü', app: 'x'.repeat(300) });
  assert.equal(resolveOptions({ metrics: { labels } }, {}).metrics.labels, labels);
  const named = Object.create(null, { constructor: { value: 'x', enumerable: true } });
  assert.equal(Object.entries(resolveOptions({ metrics: { labels: named } }, {}).metrics.labels), [
    ['constructor', 'x'],
  ]);
});

test('a prefix that makes no names, or too long ones, is refused', () => {
  for (const prefix of ['1st_', 'go-le_', 'a:b_', ' ', 5, null])
    assert.match(
      refusal({ runtime: { prefix } }).message,
      '`runtime.prefix` to be letters, digits and `_` that do not',
    );
  assert.match(refusal({ runtime: { prefix: 'p'.repeat(101) } }).message, 'to be at most 100 characters');
  for (const prefix of ['', 'shop_', '_', 'shop', 'process_', 'http_', 'p'.repeat(100)])
    assert.is(resolveOptions({ runtime: { prefix } }, {}).runtime.prefix, prefix);
});

test('a prefix that makes names of other families of the library is refused', () => {
  for (const prefix of ['cluster_', 'cluster_eu_', 'metrics_handler_'])
    assert.match(refusal({ runtime: { prefix } }).message, 'to be none that makes names which the library has already');
  const options = { http: { namespace: 'shop_process' }, runtime: { prefix: 'shop_' } };
  assert.match(refusal(options).message, '`runtime.prefix` to be none that makes names which the library has already');
});

test('no prefix and namespace that are accepted together make one name twice', () => {
  const part = fc.constantFrom(
    'shop',
    'process',
    'nodejs',
    'http',
    'cluster',
    'metrics',
    'handler',
    'worker',
    'client',
  );
  const text = fc.array(part, { maxLength: 3 }).map((parts) => parts.join('_'));
  fc.assert(
    fc.property(text, text, fc.constantFrom('', '_'), (namespace, start, end) => {
      const prefix = start + end;
      const names = runtimeNames({ prefix, allocation: true });
      const requests = metricNames('classic').map((name) => namespacePrefix(namespace) + name);
      const isTwice = names.some((name) => requests.includes(name) || isClusterFamilyName(name, ''));
      try {
        resolveOptions({ http: { namespace }, runtime: { prefix } }, {});
      } catch {
        return;
      }
      assert.not(isTwice, `${prefix} beside ${namespace}`);
    }),
    { numRuns: 2000 },
  );
});

test('`perWorker` cannot name a runtime metric, under its prefix: it would have no effect', () => {
  const refused = (perWorker: string[], runtime = {}) => refusal({ perWorker, runtime }).message;
  const expected = "Expected `perWorker[0]` to be a metric of the app's own, got";
  assert.match(refused(['process_cpu_seconds_total']), expected);
  assert.match(refused(['shop_nodejs_heap_size_used_bytes'], { prefix: 'shop_' }), expected);
  assert.match(refused(['nodejs_heap_allocated_bytes_total'], { allocation: true }), expected);
  for (const [name, runtime] of [
    ['process_cpu_seconds_total', { prefix: 'shop_' }],
    ['nodejs_heap_allocated_bytes_total', {}],
  ] as const)
    assert.equal(resolveOptions({ perWorker: [name], runtime }, {}).perWorker, [name]);
});

test.run();
