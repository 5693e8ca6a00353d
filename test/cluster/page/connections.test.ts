import type { Client } from 'undici';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Connections, keptClient, UnevenClients } from '../driver/clients/uneven-clients.js';
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

test('gauges show how many connections each worker has open', async () => {
  const { open } = clients;
  assert.ok(open.ofSlot0 > open.ofSlot1 && open.ofSlot1 > 0, JSON.stringify(open));
  await untilOpen(open);
});

test('connections stay counted after their end', async () => {
  const page = await fixture.wholePage();
  const accepted = acceptedOn(page);
  assert.equal(accepted, clients.accepted);
  await clients.close();
  await untilOpen({ ofSlot0: 0, ofSlot1: 0 });
  assert.equal(acceptedOn(await fixture.wholePage()), accepted);
});

test('the successor of a killed worker begins with no open connection, and the count of its slot goes on', async () => {
  const before = acceptedOn(await fixture.wholePage());
  const pid = await fixture.readyPid(0);
  const client = await connectTo('0');
  await untilOpen({ ofSlot0: 1, ofSlot1: 0 });
  const after = acceptedOn(await fixture.wholePage());
  process.kill(pid, 'SIGKILL');
  await fixture.readyPid(0, pid);
  await client.destroy();
  await untilOpen({ ofSlot0: 0, ofSlot1: 0 });
  assert.ok(after.ofSlot0 > before.ofSlot0);
  assert.is(acceptedOn(await fixture.wholePage()).ofSlot0, after.ofSlot0);
});

function acceptedOn(page: Page): Connections {
  const ofSlot = (slot: number) => valueIn(page, `http_worker_connections_total{worker="${slot}"}`);
  return { ofSlot0: ofSlot(0), ofSlot1: ofSlot(1) };
}

function untilOpen({ ofSlot0, ofSlot1 }: Connections): Promise<true> {
  return waitFor(`${ofSlot0} and ${ofSlot1} open connections`, async () => {
    const page = await fixture.wholePage();
    const ofSlot = (slot: number) => page.get(`http_worker_open_connections{worker="${slot}"}`);
    return ofSlot(0) === ofSlot0 && ofSlot(1) === ofSlot1;
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
