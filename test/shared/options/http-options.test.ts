import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { metricNames, namingOf } from '../../../src/shared/model/request-names.js';
import { resolveOptions } from '../../../src/shared/options/resolve-options.js';
import { createRuntimeSource } from '../../../src/shared/runtime/runtime-source.js';
import { ChangeTracker } from '../../../src/shared/tracking/change-tracker.js';
import { refusal } from './refusal.js';

const test = suite('options of the request metrics');
const GENERATOR = function* () {
  yield '/x';
};

test('a namespace that would make names of the library twice is refused: one family of the two would be left out', () => {
  for (const namespace of ['cluster', 'cluster_eu', 'metrics_handler', 'process']) {
    assert.match(refusal({ http: { namespace } }).message, 'to be none that makes names which the library has already');
  }
  const runtime = createRuntimeSource(new ChangeTracker({ maxSeries: 0 }), { allocation: true })().names;
  for (const name of runtime) {
    for (const metric of metricNames('classic')) {
      if (name.endsWith(`_${metric}`)) refusal({ http: { namespace: name.slice(0, -metric.length - 1) } });
    }
  }
  for (const namespace of ['clusters', 'metrics', 'http', 'nodejs'])
    assert.is(namingOf(resolveOptions({ http: { namespace } }, {}).http).namespace, namespace);
});

test('a namespace of more than 100 characters is refused: each line of the page would have it', () => {
  assert.match(refusal({ http: { namespace: 'x'.repeat(101) } }).message, 'to be at most 100 characters, got');
  assert.is(namingOf(resolveOptions({ http: { namespace: 'x'.repeat(100) } }, {}).http).namespace.length, 100);
});

test('functions whose result comes later are refused: nobody waits for it', () => {
  for (const later of [async () => '/x', GENERATOR]) {
    for (const options of [{ http: { endpoint: later } }, { registries: later }])
      assert.match(refusal(options).message, 'to be a function that returns its result at once, got an async function');
  }
});

test('`false` records no requests, and leaves the default buckets to outbound requests', () => {
  const { http, httpClient } = resolveOptions({ http: false }, {});
  assert.is(http, false);
  assert.equal(httpClient, resolveOptions({}, {}).httpClient);
  for (const [wrong, got] of [
    [true, '`true` (boolean)'],
    [null, '`null`'],
    ['off', '`off` (string)'],
  ])
    assert.is(refusal({ http: wrong }).message, `Expected \`http\` to be \`false\` or an object, got ${got}.`);
});

test.run();
