import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { EndpointNamer } from '../../../../src/worker/http/routes/endpoint-namer.js';
import { normalisePath } from '../../../../src/worker/http/routes/normalise-path.js';
import { BoundedCache } from '../../../../src/worker/rows/bounded-cache.js';
import { HTTP_DEFAULTS, type HttpSettings, TrackedHttp } from '../recording.js';

function namer(settings: Partial<HttpSettings> = {}) {
  const failures: unknown[] = [];
  const endpoints = new EndpointNamer({ ...HTTP_DEFAULTS, ...settings }, (error) => failures.push(error));
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  const name = (url: string, status = 200) => {
    response.statusCode = status;
    return endpoints.name(request, response, url);
  };
  return { endpoints, request, name, failures };
}

test('segments that look like ids become :id, and words stay', () => {
  const paths: [string, string][] = [
    ['/', '/'],
    ['*', '*'],
    ['/users/42/', '/users/:id'],
    ['/api/v1/http2/oauth2', '/api/v1/http2/oauth2'],
    ['/o/123e4567-e89b-12d3-a456-426614174000', '/o/:id'],
    ['/o/ABCDEFAB-CDEF-ABCD-ABCD-ABCDEFABCDEF', '/o/:id'],
    ['/blob/da39a3ee5e6b4b0d3255bfef95601890afd80709', '/blob/:id'],
    ['/mongo/507f1f77bcf86cd799439011', '/mongo/:id'],
    ['/ulid/01ARZ3NDEKTSV4RRFFQ69G5FAV', '/ulid/:id'],
    ['/nano/V1StGXR8_Z5jdHi6B-myT', '/nano/:id'],
    ['/orders/order-17/INV20241', '/orders/:id/:id'],
    ['/days/2024-11-23', '/days/:id'],
    ['/by/ann@example.org/%F0%9F%98%80', '/by/:id/:id'],
    ['/assets/app.3f9a2b.js', '/assets/:id'],
    ['/feedback/decade/cafe', '/feedback/decade/cafe'],
    [`/t/${'a'.repeat(41)}`, '/t/:id'],
  ];
  for (const [path, expected] of paths) assert.is(normalisePath(path), expected);
  assert.is(normalisePath('/abc'.repeat(100)).length, 200);
});

test('query, fragment and the origin of a proxied target are not part of an endpoint', () => {
  const { name } = namer();
  assert.is(name('/a/7?b=1'), '/a/:id');
  assert.is(name('/a#b'), '/a');
  assert.is(name('http://example.org:80/a?c'), '/a');
  assert.is(name('http://example.org?c'), '/');
  assert.is(name('//example.org/a'), '/example.org/a');
});

test('a 404 without a route is unmatched', () => {
  assert.is(namer().name('/wp-login.php', 404), '<unmatched>');
});

test('the `endpoint` option comes first; what is no name is passed over', () => {
  let answer: unknown = 'mine';
  const { name, failures } = namer({ endpoint: () => answer as string });
  assert.is(name('/a', 404), 'mine');
  for (answer of [undefined, '', null]) assert.is(name('/a'), '/a');
  answer = 'x'.repeat(300);
  assert.is(name('/a').length, 200);
  assert.equal(failures, []);
});

test('an answer of the option that is no name is reported, and a promise that rejects does not end the process', async () => {
  let answer: unknown;
  const { name, failures } = namer({ endpoint: () => answer as string });
  for (answer of [7, {}, Promise.reject(new Error('too late'))]) assert.is(name('/a'), '/a');
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(
    failures.map((failure) => String(failure)),
    ['`7` (number)', 'an object (Object)', 'an object (Promise)'].map(
      (got) => `TypeError: expected a string or undefined, got ${got}`,
    ),
  );
});

test('a request with an app whose properties throw is still named, and the failure is reported', () => {
  const { request, name, failures } = namer();
  const parent = () => undefined;
  const fail = () => assert.unreachable('not today');
  const app = Object.assign(() => undefined, { parent, mountpath: { toString: fail } });
  Object.assign(request, { app });
  assert.is(name('/a/7'), '/a/:id');
  assert.is(failures.length, 1);
});

test('paths are ignored by their whole text or by a pattern, whatever the pattern remembers', () => {
  const { endpoints } = namer({ ignore: ['/healthz', /^\/internal/g] });
  assert.ok(endpoints.isIgnored('/healthz?verbose'));
  assert.not(endpoints.isIgnored('/healthz/more'));
  assert.ok(endpoints.isIgnored('/internal/a'));
  assert.ok(endpoints.isIgnored('/internal/a'));
});

test('a cache forgets when it is full, and takes no long keys', () => {
  const cache = new BoundedCache(2, 5);
  const made: string[] = [];
  const make = (key: string) => {
    made.push(key);
    return key.toUpperCase();
  };
  for (const key of ['a', 'a', 'b', 'a', 'c', 'a', 'longer', 'longer'])
    assert.is(cache.get(key, make), key.toUpperCase());
  assert.equal(made, ['a', 'b', 'c', 'a', 'longer', 'longer']);
});

test('a cache keeps keys of the same length and end apart', () => {
  const cache = new BoundedCache();
  const keys = ['/a/x/10', '/b/x/10', '/a/y/10', '', '/', '1'];
  for (let round = 0; round < 2; round += 1) {
    for (const key of keys)
      assert.is(
        cache.get(key, (made) => `<${made}>`),
        `<${key}>`,
      );
  }
});

test('a million different URLs end in <other>', () => {
  const { name } = namer();
  const tracked = new TrackedHttp({ maxEndpoints: 50 });
  const word = (index: number) => index.toString(26).replace(/[0-9]/g, (digit) => 'qrstuvwxyz'[Number(digit)] ?? '');
  for (let index = 0; index < 1_000_000; index += 1) {
    tracked.table.record(tracked.table.row(name(`/${word(index)}`), 'GET', 200), 0.001, 10, 20);
  }
  tracked.table.record(tracked.table.row(name('/nowhere', 404), 'GET', 404), 0.001, 10, 20);
  const rows = tracked.rows();
  assert.is(rows.length, 52);
  assert.ok(rows.includes('<other> GET 200: 999950, 9999500, 19999000'));
  assert.ok(rows.includes('<unmatched> GET 404: 1, 10, 20'));
});

test('a pattern of `ignore` that cannot be used is noted, and no request is left out for it', () => {
  const unusable = Object.freeze(/^\/health/g);
  const usable = Object.freeze(/^\/ready/);
  const { endpoints, failures } = namer({ ignore: [usable, unusable] });
  assert.ok(endpoints.isIgnored('/ready'));
  assert.is(failures.length, 0);
  assert.not(endpoints.isIgnored('/health'));
  assert.is(failures.length, 1);
});

test.run();
