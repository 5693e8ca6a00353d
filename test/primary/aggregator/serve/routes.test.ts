import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { requestFor, Served } from './served.js';

const test = suite('requests to the metrics port');
let served: Served;

test.after.each(() => served.stop());

test('only the very path of the metrics is their page, in the origin form and in the absolute one', async () => {
  served = await Served.start();
  for (const target of [
    '/metrics',
    '/metrics?',
    '/metrics?worker=0',
    'http://host/metrics',
    'HTTP://host:80/metrics?x',
    '/m%65trics',
  ])
    assert.is(await statusOf(target), 200, target);
  const others = [
    ...['//metrics', '/metrics/', '/x/../metrics', '/./metrics', '/%2fmetrics', '/METRICS', '/metrics#x', '/metrics\\'],
    ...['/\\metrics', '//', '//host/metrics', '*', 'ftp://host/metrics', 'http://host//metrics'],
  ];
  for (const target of others) assert.is(await statusOf(target), 404, target);
});

test('an unknown path is answered in plain text, also one that a URL would take for a host', async () => {
  served = await Served.start();
  const { status, headers, body } = await served.ask('//metrics');
  assert.is(status, 404);
  assert.is(headers['content-type'], 'text/plain');
  assert.is(body, 'Not found. The metrics are at /metrics.\n');
  assert.match((await served.ask('/')).body, /^<!doctype html>/);
  assert.match(await served.answerTo(requestFor('http://host')), /<!doctype html>/);
});

test('auth: without credentials every answer is the same, whether there is such a path or method or not', async () => {
  served = await Served.start({ path: '/secret-path', auth: { bearer: 'token' } });
  const answers = new Set<string>();
  for (const path of ['/secret-path', '/workers', '/', '/other', '//secret-path', '/secret-path/', '*']) {
    for (const method of ['GET', 'POST', 'OPTIONS', 'DELETE']) {
      const { status, body, headers } = await served.ask(path, {}, method);
      const { date: _, ...others } = headers;
      answers.add(JSON.stringify({ status, body, ...others }));
    }
  }
  assert.is(answers.size, 1, [...answers].join('\n'));
  assert.match([...answers].join(), /^\{"status":401,"body":"Unauthorized\.\\n","www-authenticate":"Bearer"/);
  assert.is(served.counted('401'), 4);
  assert.is((await served.ask('/healthz')).status, 200);
  assert.is((await served.ask('/readyz')).status, 200);
});

test('auth: with credentials an unknown path is a 404 that tells the right one, another method a 405', async () => {
  served = await Served.start({ path: '/secret-path', auth: { bearer: 'token' } });
  const authorization = 'Bearer token';
  assert.match((await served.ask('/other', { authorization })).body, /at \/secret-path/);
  const { status, headers } = await served.ask('/secret-path', { authorization }, 'POST');
  assert.is(status, 405);
  assert.is(headers['allow'], 'GET, HEAD');
});

test('the time that the scraper states reaches the page', async () => {
  served = await Served.start();
  const stated: (number | undefined)[] = [];
  served.page = ({ timeoutMs }) => {
    stated.push(timeoutMs);
    return Promise.resolve(Buffer.from('page 1\n'));
  };
  await served.ask('/metrics', { 'X-Prometheus-Scrape-Timeout-Seconds': '0.2' });
  await served.ask('/metrics');
  assert.equal(stated, [200, undefined]);
});

test('a page that cannot be made is a 500 whose reason is logged, whatever was thrown', async () => {
  served = await Served.start();
  for (const thrown of [new Error('no page'), undefined, Object.create(null)]) {
    served.page = () => Promise.reject(thrown);
    assert.is((await served.ask('/metrics')).status, 500);
  }
  assert.match(served.logged[0] ?? '', /^a scrape failed: Error: no page\n/);
  assert.is(served.logged.length, 3);
  assert.is(served.counted('500'), 3);
  assert.is(served.handler.inFlight, 0);
});

async function statusOf(target: string): Promise<number> {
  return Number(/^HTTP\/1\.1 (\d+)/.exec(await served.answerTo(requestFor(target)))?.[1]);
}

test.run();
