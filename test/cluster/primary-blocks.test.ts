import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { falls } from './cumulative.js';
import { type Fixture, startFixture, waitFor } from './driver.js';
import { parsePage, totalOf, valueIn } from './page.js';

const folder = mkdtempSync(join(tmpdir(), 'primary-blocks-'));
const release = join(folder, 'release');
const REQUESTS = 10;
// Nobody answers, so each scrape waits out its deadline: some 5 s in all.
const SCRAPES = 20;
let fixture: Fixture;

test.before(async () => {
  fixture = await startFixture('primary-blocks', { env: { RELEASE_FILE: release } });
});

test.after(async () => {
  writeFileSync(release, '');
  await fixture.close();
  rmSync(folder, { recursive: true });
});

test('scrapes are answered while the main loop of the primary is blocked', async () => {
  for (let index = 0; index < REQUESTS; index++) await fixture.get('/');
  const before = await fixture.wholeText();
  fixture.process.kill('SIGUSR2');
  await waitFor('the primary to block', () => fixture.output.includes('"blocked":true'));
  let last = before;
  for (let index = 0; index < SCRAPES; index++) {
    const text = await fixture.scrapeText();
    assert.equal(falls(last, text), []);
    last = text;
  }
  assert.is(totalOf(parsePage(last), 'http_request_count_total'), REQUESTS);
  assert.is(valueIn(parsePage(last), 'cluster_scrape_missing_workers'), 2);
  assert.not.ok(fixture.output.includes('"blocked":false'));
});

test('once it runs again nothing has fallen and nothing was counted twice', async () => {
  const before = await fixture.scrapeText();
  writeFileSync(release, '');
  const text = await waitFor('a scrape that nobody missed', async () => {
    const later = await fixture.scrapeText();
    assert.equal(falls(before, later), []);
    return later.includes('\ncluster_scrape_missing_workers 0\n') && later;
  });
  assert.is(totalOf(parsePage(text), 'http_request_count_total'), REQUESTS);
});

test.run();
