// needs: openssl
import http from 'node:http';
import https from 'node:https';
import { gunzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ClusterOptions } from '../../../src/index.js';
import { createCertificate } from '../driver/certificate.js';
import type { Fixture } from '../driver/fixture.js';
import { falls } from '../driver/scraped/cumulative.js';
import { parsePage, parseTypes, seriesOf, totalOf, valueIn } from '../driver/scraped/scraped-page.js';
import { startFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const test = suite('the metrics port');
const OVERLAPPING = 20;
const fixtures: Fixture[] = [];
let plain: Fixture;

test.before(async () => {
  plain = await start();
  await plain.get('/');
});

test.after(async () => {
  await Promise.all(fixtures.map((fixture) => fixture.close()));
});

test('GET /metrics is a page in the text format', async () => {
  const { status, headers, body } = await ask(plain, '/metrics');
  assert.is(status, 200);
  assert.is(headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8');
  assert.is(totalOf(parsePage(String(body)), 'http_request_count_total'), 1);
  assert.is(parseTypes(String(body)).get('http_request_count_total'), 'counter');
});

test('the body is what the header says when OpenMetrics is asked for', async () => {
  const { headers, body } = await ask(plain, '/metrics', { accept: 'application/openmetrics-text;version=1.0.0' });
  assert.match(String(headers['content-type']), /^text\/plain; version=0\.0\.4/);
  assert.not.match(String(body), /# EOF|_total_total/);
});

test('/healthz, /readyz and /workers', async () => {
  assert.is((await ask(plain, '/healthz')).status, 200);
  assert.is((await ask(plain, '/readyz')).status, 200);
  const { status, headers, body } = await ask(plain, '/workers');
  assert.is(status, 200);
  assert.is(headers['content-type'], 'application/json');
  assert.equal(JSON.parse(String(body)), JSON.parse(JSON.stringify(await plain.workers())));
});

test('HEAD has the headers and no body', async () => {
  const { status, headers, body } = await ask(plain, '/metrics', {}, 'HEAD');
  assert.is(status, 200);
  assert.ok(Number(headers['content-length']) > 0);
  assert.is(body.length, 0);
});

test('other methods: 405 with Allow; other paths: 404', async () => {
  for (const path of ['/metrics', '/healthz', '/readyz', '/workers', '/']) {
    const { status, headers } = await ask(plain, path, {}, 'POST');
    assert.is(status, 405, path);
    assert.is(headers['allow'], 'GET, HEAD');
  }
  assert.is((await ask(plain, '/metrics/')).status, 404);
  assert.is((await ask(plain, '//')).status, 404);
});

test('GET / is the live page', async () => {
  const { status, headers } = await ask(plain, '/');
  assert.is(status, 200);
  assert.match(String(headers['content-type']), /^text\/html/);
});

test('the body is compressed for those who accept gzip', async () => {
  const zipped = await ask(plain, '/metrics', { 'accept-encoding': 'deflate, gzip;q=0.5' });
  assert.is(zipped.headers['content-encoding'], 'gzip');
  assert.ok(parsePage(gunzipSync(zipped.body).toString()).size > 0);
  const refused = await ask(plain, '/metrics', { 'accept-encoding': 'gzip;q=0' });
  assert.is(refused.headers['content-encoding'], undefined);
  assert.match(String(refused.headers['vary']), /accept-encoding/i);
});

test('?name[]= shows these families and no others', async () => {
  const text = await plain.scrapeText('?name[]=http_request_count_total&name[]=cluster_workers&name[]=nothing');
  assert.equal([...parseTypes(text).keys()], ['http_request_count_total', 'cluster_workers']);
});

test("?worker= is one worker's own page", async () => {
  const pages = await Promise.all(['0', '1', 'primary'].map((worker) => plain.scrape(`?worker=${worker}`)));
  for (const page of pages) assert.is(seriesOf(page, 'process_resident_memory_bytes').length, 1);
  const counts = pages.map((page) => totalOf(page, 'http_request_count_total'));
  assert.equal(counts.sort(), [0, 0, 1]);
  for (const worker of ['2', 'x', '-1', '65535'])
    assert.is((await ask(plain, `/metrics?worker=${worker}`)).status, 404);
});

test('scrapes that overlap all answer, and no counter depends on who asks', async () => {
  const before = await plain.scrapeText();
  const texts = await Promise.all(Array.from({ length: OVERLAPPING }, () => plain.scrapeText()));
  for (const text of texts) assert.equal(falls(before, text), []);
  const page = parsePage(await plain.scrapeText());
  assert.is(totalOf(page, 'http_request_count_total'), 1);
  assert.ok(valueIn(page, 'metrics_handler_requests_total{code="200"}') > OVERLAPPING);
  assert.is(valueIn(page, 'metrics_handler_requests_in_flight'), 1);
});

test('a scraper that leaves amid its scrape is no longer in flight', async () => {
  await new Promise<void>((resolve) => {
    const request = http.get(plain.metricsUrl);
    request.on('error', () => resolve());
    request.on('socket', (socket) => socket.on('connect', () => setImmediate(() => request.destroy())));
    request.on('close', () => resolve());
  });
  await waitFor('one scrape in flight', async () => {
    return valueIn(await plain.scrape(), 'metrics_handler_requests_in_flight') === 1;
  });
});

test('bearer: 401 and nothing but the probes without the token', async () => {
  const fixture = await start({ metrics: { auth: { bearer: 'secret' } } });
  for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: 'Bearer secret2' }]) {
    for (const path of ['/metrics', '/workers', '/']) {
      const answer = await ask(fixture, path, headers);
      assert.is(answer.status, 401, path);
      assert.is(answer.headers['www-authenticate'], 'Bearer');
      assert.not.match(String(answer.body), /_total/);
    }
  }
  assert.is((await ask(fixture, '/healthz')).status, 200);
  assert.is((await ask(fixture, '/readyz')).status, 200);
  const { status, body } = await ask(fixture, '/metrics', { authorization: 'Bearer secret' });
  assert.is(status, 200);
  const page = parsePage(String(body));
  assert.is(valueIn(page, 'metrics_handler_requests_total{code="401"}'), 3);
  assert.is(valueIn(page, 'metrics_handler_requests_in_flight'), 1);
});

test('username and password: 401 without them', async () => {
  const fixture = await start({ metrics: { auth: { username: 'ann', password: 'pä:ss' } } });
  const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
  const refused = await ask(fixture, '/metrics', basic('ann:pass'));
  assert.is(refused.status, 401);
  assert.match(String(refused.headers['www-authenticate']), /^Basic /);
  assert.is((await ask(fixture, '/metrics', basic('ann:pä:ss'))).status, 200);
});

test('tls: serves HTTPS with the given certificate', async () => {
  const { key, cert } = createCertificate();
  const fixture = await start({ metrics: { tls: { key, cert } } });
  assert.match(fixture.metricsUrl, /^https:/);
  const { status, body } = await ask(fixture, '/metrics', {}, 'GET', cert);
  assert.is(status, 200);
  assert.ok(parsePage(String(body)).size > 0);
});

async function start(cluster: ClusterOptions = {}): Promise<Fixture> {
  const metrics = { scrapeTimeoutMs: 5000, ...cluster.metrics };
  const fixture = await startFixture('plain-app', { cluster: { ...cluster, metrics } });
  fixtures.push(fixture);
  return fixture;
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

function ask({ metricsUrl }: Fixture, path: string, headers = {}, method = 'GET', ca?: string): Promise<Answer> {
  const { protocol, hostname, port } = new URL(metricsUrl);
  const { request } = protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const options = { hostname, port, path, method, headers, agent: false, ...(ca === undefined ? {} : { ca }) };
    const asking = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) });
      });
    });
    asking.on('error', reject).end();
  });
}

test.run();
