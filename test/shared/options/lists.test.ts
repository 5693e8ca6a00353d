// Bucket bounds, `ignore` and `perWorker`: lists that are copied whole or refused.
import vm from 'node:vm';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { namesBySubject, requestNames } from '../../../src/shared/model/request-names.js';
import { resolveOptions } from '../../../src/shared/options/resolve-options.js';
import { refusal } from './refusal.js';
import { requestOptions } from './request-options.js';

const test = suite('lists in options');

const LISTS: Record<string, (list: unknown) => unknown> = {
  'http.durationBuckets': (durationBuckets) => ({ http: { durationBuckets } }),
  'http.sizeBuckets': (sizeBuckets) => ({ http: { sizeBuckets } }),
  'httpClient.durationBuckets': (durationBuckets) => ({ httpClient: { durationBuckets } }),
  'http.ignore': (ignore) => ({ http: { ignore } }),
  perWorker: (perWorker) => ({ perWorker }),
};

for (const [name, within] of Object.entries(LISTS)) {
  test(`a hole in \`${name}\` is refused by its index, and not left in the copy`, () => {
    const [first, third] = name.endsWith('Buckets') ? [0.1, 1] : [/x/, /y/];
    const hole = Object.assign([first], { 2: third });
    assert.match(refusal(within(hole)).message, `Expected \`${name}[1]\` to be `);
    assert.match(refusal(within(new Array(3))).message, `Expected \`${name}[0]\` to be `);
  });

  test(`\`${name}\` of a billion items is refused unread`, () => {
    assert.match(
      refusal(within(new Array(1e9))).message,
      `\`${name}\` to be at most 1000 items, got an array of 1000000000`,
    );
  });

  test(`what an item of \`${name}\` throws is the cause of an invalid option`, () => {
    const thrown = new Error('not now');
    const list = Object.defineProperty([/x/], 0, {
      get: () => {
        throw thrown;
      },
    });
    assert.is(refusal(within(list)).cause, thrown);
    assert.match(refusal(within(list)).message, `\`${name}[0]\` cannot be read`);
  });
}

test('what looks like a regular expression, or matches in a way of its own, is refused', () => {
  class Never extends RegExp {
    override exec(): null {
      return null;
    }
  }
  const fake: unknown = Object.create(RegExp.prototype);
  const changed = Object.assign(/x/, { test: () => true });
  for (const pattern of [fake, new Proxy(/x/, {}), new Never('x'), changed]) {
    assert.match(refusal({ http: { ignore: [pattern] } }).message, 'Expected `http.ignore[0]` to be a');
    assert.match(refusal({ perWorker: [pattern] }).message, 'Expected `perWorker[0]` to be a');
  }
});

test('a regular expression is copied with its flags, whatever realm or class it is of', () => {
  class Named extends RegExp {}
  const own = new Named('^/A', 'gi');
  const { ignore } = requestOptions({ ignore: [own, vm.runInNewContext('/b/u'), /(?:)/] });
  own.compile('changed');
  assert.equal(ignore.map(String), ['/^\\/A/gi', '/b/u', '/(?:)/']);
  for (const pattern of ignore) assert.is(Object.getPrototypeOf(pattern), RegExp.prototype);
});

test('paths to ignore that no request has are refused', () => {
  const path = 'a path as clients send it: it begins with `/` and is percent-encoded';
  for (const ignore of ['healthz', '/a b', '/ü', 'http://a/b', '/a\n', '**']) {
    assert.match(refusal({ http: { ignore: [ignore] } }).message, `Expected \`http.ignore[0]\` to be ${path}`);
  }
  for (const ignore of ['/a?b', '/a#b', '/?']) {
    assert.match(refusal({ http: { ignore: ['/a', ignore] } }).message, '[1]` to be a path without query and fragment');
  }
  const served = ['/', '*', '/a//b/../%zz', '/{id}', "/m$&x;@'()*"];
  assert.equal(requestOptions({ ignore: served }).ignore, served);
});

test('names in perWorker that no family of the app has are refused', () => {
  for (const name of ['a-b', '7', 'x{}', 'ü']) {
    assert.match(refusal({ perWorker: [name] }).message, 'the name of a metric or a regular expression');
  }
  const http = { namespace: 'gole' };
  for (const name of ['gole_http_request_count_total', 'cluster_x', 'gole_uptime_seconds']) {
    assert.match(refusal({ http, perWorker: [name] }).message, "a metric of the app's own");
  }
});

test("names that are the library's only under other options are the app's", () => {
  const perWorker = ['http_request_count_total', 'gole_http_client_errors_total'];
  const options = resolveOptions({ http: { namespace: 'gole' }, httpClient: false, perWorker }, {});
  assert.equal(options.perWorker, perWorker);
  assert.match(refusal({ http: { namespace: 'gole' }, perWorker }).message, 'Expected `perWorker[1]`');
});

test("the names of request metrics are the app's where no requests are recorded; those of connections are not", () => {
  const perWorker = namesBySubject(requestNames('classic')).requests;
  assert.equal(resolveOptions({ http: false, perWorker }, {}).perWorker, perWorker);
  for (const name of perWorker) assert.match(refusal({ perWorker: [name] }).message, "a metric of the app's own");
  for (const name of ['http_worker_open_connections', 'http_client_errors_total', 'uptime_seconds'])
    assert.match(refusal({ http: false, perWorker: [name] }).message, "a metric of the app's own", name);
});

test.run();
