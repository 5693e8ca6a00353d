import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fixture } from '../driver/fixture.js';
import { falls } from '../driver/scraped/cumulative.js';
import { pageWithTotal } from '../driver/scraped/page-with-total.js';
import { type Page, parsePage, totalOf, valueIn } from '../driver/scraped/scraped-page.js';
import { startFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const test = suite('a worker that sends rubbish');
let fixture: Fixture;
let pids: number[];
let requests = 0;

test.before(async () => {
  fixture = await startFixture('worker-sends-rubbish', { cluster: { metrics: { scrapeTimeoutMs: 5000 } } });
  pids = await fixture.pids();
  await get('/work');
});

test.after(() => fixture.close());

for (const [name, reason] of [
  ['bare', 'malformed'],
  ['bytes', 'malformed'],
  ['unknown', 'malformed'],
  ['ready', 'malformed'],
  ['failed', 'malformed'],
  ['endless', 'malformed'],
  ['bound', 'malformed'],
  ['empty', 'truncated'],
  ['random', 'magic'],
  ['short', 'truncated'],
  ['cut', 'checksum'],
  ['version', 'version'],
  ['checksum', 'checksum'],
  ['slot', 'identity'],
  ['incarnation', 'identity'],
  ['old', 'stale'],
  ['huge', 'too_large'],
] as const) {
  test(`${name}: the message is counted as ${reason}, and harms nothing else`, async () => {
    const series = `cluster_frames_rejected_total{reason="${reason}"}`;
    const before = await fixture.scrapeText();
    await get(`/${name}`);
    const after = await waitFor('the rubbish to be counted', async () => {
      const text = await fixture.scrapeText();
      return valueIn(parsePage(text), series) > valueIn(parsePage(before), series) && text;
    });
    assert.equal(falls(before, after), []);
    assert.is(rejectedIn(after), rejectedIn(before) + 1);
    await expectHonestCounts();
  });
}

for (const name of ['null', 'string', 'number', 'array', 'odd'] as const) {
  test(`${name}: the message is not counted, and harms nothing`, async () => {
    const before = await fixture.scrapeText();
    await get(`/${name}`);
    const after = await fixture.scrapeText();
    assert.equal(falls(before, after), []);
    assert.is(rejectedIn(after), rejectedIn(before));
    await expectHonestCounts();
  });
}

test("the app's own messages reach its own listeners, both ways", async () => {
  await get('/app');
  await waitFor('the primary to hear the worker', () => fixture.output.includes('"heard":"ping"'));
  await waitFor('the worker to hear the primary', async () => {
    return valueIn(await fixture.scrape(), 'app_messages_total') === 1;
  });
  assert.ok(fixture.output.includes('"heard":null'));
  assert.ok(fixture.output.includes('"heard":"prom-cluster:frame"'));
});

test('a frame that is lost on its way is noticed as a gap, and no count stays wrong', async () => {
  const series = 'cluster_frames_rejected_total{reason="gap"}';
  const before = await fixture.scrapeText();
  await get('/lose');
  const after = await waitFor('the gap to be seen', async () => {
    await get('/work');
    const text = await fixture.scrapeText();
    return valueIn(parsePage(text), series) > valueIn(parsePage(before), series) && text;
  });
  assert.equal(falls(before, after), []);
  await expectHonestCounts();
});

test('no process ended and nothing was thrown', async () => {
  assert.equal(await fixture.pids(), pids);
  assert.not.match(fixture.output, /uncaught|unhandled|TypeError| {4}at /i);
});

/** Throws unless the next pages have what every worker has counted. */
async function expectHonestCounts(): Promise<void> {
  const before = await settled();
  await get('/work');
  const after = await settled();
  assert.is(valueIn(after, 'work_total'), valueIn(before, 'work_total') + 1);
}

/** A page that has every request of this test. */
function settled(): Promise<Page> {
  return pageWithTotal(fixture, 'http_request_count_total', requests);
}

async function get(path: string): Promise<void> {
  requests += 1;
  assert.is((await fixture.get(path)).status, 200);
}

function rejectedIn(text: string): number {
  return totalOf(parsePage(text), 'cluster_frames_rejected_total');
}

test.run();
