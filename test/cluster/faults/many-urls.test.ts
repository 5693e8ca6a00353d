import { once } from 'node:events';
import net from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fixture } from '../driver/fixture.js';
import { pageWithTotal } from '../driver/scraped/page-with-total.js';
import { type Page, seriesOf, valueIn } from '../driver/scraped/scraped-page.js';
import { startFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const URLS = 20_000;
const BATCH = 500;
const MAX_ENDPOINTS = 50;
let fixture: Fixture;

test.before(async () => {
  const cluster = { metrics: { scrapeTimeoutMs: 5000 }, http: { maxEndpoints: MAX_ENDPOINTS } };
  fixture = await startFixture('plain-app', { cluster });
});

test.after(() => fixture.close());

test('20,000 URLs in pipelined requests are counted once each, as <other> once there are maxEndpoints endpoints', async () => {
  await askForAll();
  const page = await pageWithTotal(fixture, 'http_request_count_total', URLS);
  assert.is(endpointsOf(page, 'http_request_count_total').size, MAX_ENDPOINTS + 1);
  const other = '{endpoint="<other>",method="GET",status="200"}';
  assert.is(valueIn(page, `http_request_count_total${other}`), URLS - MAX_ENDPOINTS);
  assert.is(valueIn(page, `http_request_duration_seconds_count${other}`), URLS - MAX_ENDPOINTS);
  assert.is(valueIn(page, 'http_requests_in_flight'), 0);
});

/** On one connection, so that one worker gets them all. */
async function askForAll(): Promise<void> {
  const { hostname, port } = new URL(fixture.url);
  const socket = net.connect(Number(port), hostname);
  let answers = 0;
  // A plain app answers with one digit, which is the last byte of its answer.
  socket.setEncoding('latin1').on('data', (text: string) => {
    answers += text.split('HTTP/1.1 200').length - 1;
  });
  for (let first = 0; first < URLS; first += BATCH) {
    socket.write(Array.from({ length: BATCH }, (_, index) => requestOf(wordOf(first + index))).join(''));
    await waitFor('a batch of answers', () => answers >= first + BATCH);
  }
  socket.end();
  await once(socket, 'close');
}

function requestOf(word: string): string {
  return `GET /page/${word} HTTP/1.1\r\nHost: test\r\n\r\n`;
}

/** A number in letters: digits would be taken for an id. */
function wordOf(number: number): string {
  return [...String(number)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
}

function endpointsOf(page: Page, name: string): Set<string | undefined> {
  return new Set(seriesOf(page, name).map((series) => /endpoint="([^"]*)"/.exec(series)?.[1]));
}

test.run();
