import type { Client } from 'undici';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keptClient, UnevenClients } from '../driver/clients/uneven-clients.js';
import type { Fixture } from '../driver/fixture.js';
import { type Page, valueIn } from '../driver/scraped/scraped-page.js';
import { startFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const test = suite('connections of two workers');
let fixture: Fixture;
let clients: UnevenClients;

test.before(async () => {
  fixture = await startFixture('keep-alive-app');
  clients = await UnevenClients.connect(fixture.url);
});

test.after(async () => {
  await clients.close();
  await fixture.close();
});

test('uneven load shows in the gauges', async () => {
  const open = clients.open;
  assert.ok(Number(open[0]) > Number(open[1]) && Number(open[1]) > 0, open.join());
  await waitForOpen(open);
});

test('what ended is counted on', async () => {
  const page = await fixture.wholePage();
  const accepted = totals(page);
  assert.equal(accepted, clients.accepted);
  await clients.close();
  await waitForOpen([0, 0]);
  assert.equal(totals(await fixture.wholePage()), accepted);
});

test('a successor begins with no connection, and its slot counts on', async () => {
  const before = totals(await fixture.wholePage());
  const pid = await fixture.readyPid(0);
  const client = await connectTo('0');
  await waitForOpen([1, 0]);
  const [accepted = 0] = totals(await fixture.wholePage());
  process.kill(pid, 'SIGKILL');
  await fixture.readyPid(0, pid);
  await client.destroy();
  await waitForOpen([0, 0]);
  assert.ok(accepted > Number(before[0]));
  assert.is(totals(await fixture.wholePage())[0], accepted);
});

function totals(page: Page): number[] {
  return [0, 1].map((slot) => valueIn(page, `http_worker_connections_total{worker="${slot}"}`));
}

function waitForOpen(expected: readonly number[]): Promise<true> {
  return waitFor(`${expected.join(' and ')} open connections`, async () => {
    const page = await fixture.wholePage();
    return expected.every((count, slot) => page.get(`http_worker_open_connections{worker="${slot}"}`) === count);
  });
}

/** A connection of its own to one worker, kept open. */
async function connectTo(slot: string): Promise<Client> {
  while (true) {
    const client = keptClient(fixture.url);
    const { body } = await client.request({ path: '/', method: 'GET' });
    if ((await body.text()) === slot) return client;
    await client.destroy();
  }
}

test.run();
