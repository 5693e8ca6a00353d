import { Client } from 'undici';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fixture } from '../driver/fixture.js';
import { falls } from '../driver/scraped/cumulative.js';
import { type Page, parsePage, totalOf } from '../driver/scraped/scraped-page.js';
import { startFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const HUNG_AFTER_MS = 1000;
const WORK = 10;
/** Together three times the limit; each for a third of it. */
const PAUSES = 10;

const test = suite('restart.hungAfterMs');
let fixture: Fixture;

test.before(async () => {
  // No flush comes by itself: a worker is known to live by its answers alone.
  const cluster = { workers: 1, flushIntervalMs: 60_000, restart: { hungAfterMs: HUNG_AFTER_MS } };
  fixture = await startFixture('hung-worker', { cluster });
});

test.after(() => fixture.close());

test('a worker is not watched before it is ready', async () => {
  assert.is(killed(await fixture.scrape()), 0);
});

test('a worker that is blocked again and again, each time for less than the limit, is left alone', async () => {
  const pid = await fixture.readyPid(0);
  for (let index = 0; index < PAUSES; index++) {
    const { body } = await fixture.get('/pause');
    assert.is(body, `${pid}`);
  }
  assert.is(killed(await fixture.scrape()), 0);
});

test('workers are left alone when it was the primary that was blocked, for longer than the limit', async () => {
  const pid = await fixture.readyPid(0);
  fixture.process.kill('SIGUSR2');
  await waitFor('the primary to run again', () => fixture.output.includes('"recovered":true'));
  assert.is(await fixture.readyPid(0), pid);
  assert.is(killed(await fixture.scrape()), 0);
});

test('a worker in an endless loop is killed and replaced; what it had counted stays', async () => {
  const pid = await fixture.readyPid(0);
  for (let index = 0; index < WORK; index++) await fixture.get('/work');
  const before = await fixture.scrapeText();
  const client = new Client(fixture.url);
  const { body } = await client.request({ path: '/hang', method: 'GET' });
  assert.is(await body.text(), `${pid}`);
  const cutOff = await client.request({ path: '/work', method: 'GET' }).catch((error: unknown) => error);
  await client.destroy();
  assert.instance(cutOff, Error, 'a request that waits for the hung worker is reset');

  const successor = await fixture.readyPid(0, pid);
  const after = await fixture.scrapeText();
  assert.equal(falls(before, after), []);
  assert.is(killed(parsePage(after)), 1);
  assert.is(totalOf(parsePage(after), 'cluster_worker_restarts_total'), 1);
  assert.is((await fixture.get('/work')).body, `${successor}`);
  assert.is(totalOf(await fixture.scrape(), 'work_total'), WORK + 1);
  const said = fixture.output.split('\n').filter((line) => line.includes('is killed and replaced'));
  assert.equal(said, [`Worker 0 (pid ${pid}) has not answered for 1000 ms: it is killed and replaced.`]);
});

test('a worker that is stopped is replaced as well', async () => {
  const pid = await fixture.readyPid(0);
  process.kill(pid, 'SIGSTOP');
  await fixture.readyPid(0, pid);
  assert.is(killed(await fixture.scrape()), 2);
});

function killed(page: Page): number {
  return [...page].reduce((sum, [series, value]) => (series.includes('reason="hung"') ? sum + value : sum), 0);
}

test.run();
