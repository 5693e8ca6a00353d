import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fixture } from '../driver/fixture.js';
import { falls } from '../driver/scraped/cumulative.js';
import { type Page, parsePage, valueIn } from '../driver/scraped/scraped-page.js';
import { withFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const test = suite('outbound requests of a cluster');
const WORKERS = 2;
const OPTIONS = { cluster: { workers: WORKERS, http: { namespace: 'gole' } } };
const IN_FLIGHT = 'gole_http_client_requests_in_flight';

const held: ServerResponse[] = [];
let upstream: Server;
let origin: string;

test.before(async () => {
  upstream = createServer((request, response) => {
    if (request.url === '/held') held.push(response);
    else response.end('answer');
  }).listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  origin = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
});

test.after(() => {
  upstream.close().closeAllConnections();
});

test('are merged over the workers, in flight and ended', () =>
  withFixture('outbound-app', OPTIONS, async (fixture) => {
    const both = Promise.all([askHeld(fixture), askHeld(fixture)]);
    await waitFor('both workers to ask', () => held.length === WORKERS);
    assert.is(valueIn(await fixture.wholePage(), IN_FLIGHT), WORKERS);
    for (const response of held.splice(0)) response.end('answer');
    assert.equal([...(await both)].sort(), ['0', '1']);
    const page = await fixture.wholePage();
    assert.is(valueIn(page, IN_FLIGHT), 0);
    assert.is(count(page, '200'), WORKERS);
    assert.is(valueIn(page, `gole_http_client_connects_total{origin="${origin}"}`), WORKERS);
  }));

test('of a killed worker stay counted, but those that it had in flight', () =>
  withFixture('outbound-app', OPTIONS, async (fixture) => {
    for (let asked = 0; asked < 6; asked++) await fixture.get(`/?ask=${origin}/`);
    const lost = askHeld(fixture).catch(() => undefined);
    await waitFor('a worker to ask', () => held.length === 1);
    const before = await fixture.wholeText();
    assert.is(count(parsePage(before), '200'), 6);
    for (const slot of [0, 1]) {
      const pid = await fixture.readyPid(slot);
      process.kill(pid, 'SIGKILL');
      await fixture.readyPid(slot, pid);
    }
    await lost;
    const after = await fixture.wholeText();
    assert.equal(falls(before, after), []);
    assert.is(count(parsePage(after), '200'), 6);
    assert.is(valueIn(parsePage(after), IN_FLIGHT), 0);
    held.splice(0);
  }));

test('are not recorded with `httpClient: false`', () =>
  withFixture('outbound-app', { cluster: { workers: 1, httpClient: false } }, async (fixture) => {
    await fixture.get(`/?ask=${origin}/`);
    assert.not.match(await fixture.scrapeText(), 'http_client_');
  }));

test.run();

async function askHeld(fixture: Fixture): Promise<string> {
  return (await fixture.get(`/?ask=${origin}/held`)).body;
}

function count(page: Page, status: string): number {
  const labels = `method="GET",origin="${origin}",status="${status}"`;
  return valueIn(page, `gole_http_client_request_duration_seconds_count{${labels}}`);
}
