import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'undici';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fixture } from '../driver/fixture.js';
import { falls } from '../driver/scraped/cumulative.js';
import { parsePage, totalOf, valueIn } from '../driver/scraped/scraped-page.js';
import { wholeTextAfter } from '../driver/scraped/whole-text-after.js';
import { startFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const folder = mkdtempSync(join(tmpdir(), 'primary-blocks-'));
const release = join(folder, 'release');
const REQUESTS = 10;
const SCRAPES = 20;
// On a busy machine a worker may not answer within the default time limit.
const cluster = { metrics: { scrapeTimeoutMs: 5000 } };
/** Age of the primary's values, in seconds, that a primary which runs does not reach. */
const AGE_OF_BLOCKED_SECONDS = 1.5;
let fixture: Fixture;
/** A client with a connection to a worker: a blocked primary hands out no new connection. */
let client: Client;

test.before(async () => {
  fixture = await startFixture('primary-blocks', { cluster, env: { RELEASE_FILE: release } });
  client = new Client(fixture.url);
});

test.after(async () => {
  writeFileSync(release, '');
  await client.close();
  await fixture.close();
  rmSync(folder, { recursive: true });
});

test('scrapes are answered afresh while the main loop of the primary is blocked', async () => {
  for (let index = 0; index < REQUESTS; index++) await get();
  const before = await fixture.wholeText();
  fixture.process.kill('SIGUSR2');
  await waitFor('the primary to block', () => fixture.output.includes('"blocked":true'));
  let last = before;
  for (let index = 1; index <= SCRAPES; index++) {
    await get();
    const text = await fixture.scrapeText();
    assert.equal(falls(last, text), []);
    last = text;
    assert.is(valueIn(parsePage(last), 'cluster_scrape_missing_workers'), 0);
    assert.is(totalOf(parsePage(last), 'http_request_count_total'), REQUESTS + index);
  }
  // The blocked primary cannot read its own values, so they grow old.
  const age = 'cluster_worker_snapshot_age_seconds{worker="primary"}';
  const later = await waitFor('the age of the primary', async () => {
    const page = await fixture.scrape();
    return valueIn(page, age) > AGE_OF_BLOCKED_SECONDS && page;
  });
  assert.ok(valueIn(later, 'cluster_worker_snapshot_age_seconds{worker="0"}') < valueIn(later, age));
  assert.not.ok(fixture.output.includes('"blocked":false'));
});

test('once the primary runs again no total has fallen, and nothing was counted twice', async () => {
  const before = await fixture.scrapeText();
  writeFileSync(release, '');
  const text = await wholeTextAfter(fixture, before);
  assert.is(totalOf(parsePage(text), 'http_request_count_total'), REQUESTS + SCRAPES);
});

async function get(): Promise<void> {
  const { body } = await client.request({ path: '/', method: 'GET' });
  await body.dump();
}

test.run();
