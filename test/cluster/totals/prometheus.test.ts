// needs: prometheus
// time limit: 240 s
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Load, underLoad } from '../driver/clients/load.js';
import { assertTotal, killWorker } from '../driver/clients/stated-loss.js';
import type { Fixture } from '../driver/fixture.js';
import { Prometheus } from '../driver/prometheus/prometheus.js';
import type { Sample } from '../driver/prometheus/prometheus-answer.js';
import { valueIn } from '../driver/scraped/scraped-page.js';
import { withFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const WORKERS = 3;
const KILLS = 15;
const TOTAL = 'http_request_count_total{endpoint="/",method="GET",status="200"}';
const FLUSH_INTERVAL_MS = 250;
/** Time by which a scrape may be late: its sample carries the time at which the scrape began. */
const SCRAPE_LATENESS_MS = 1000;

test('Prometheus sees a straight line while workers are killed with SIGKILL', () =>
  withFixture('load-app', { cluster: { workers: WORKERS, flushIntervalMs: FLUSH_INTERVAL_MS } }, async (fixture) => {
    // Prometheus sees a first sample of 1, and all that is counted after it as an increase.
    await fixture.get('/');
    const prometheus = await Prometheus.start(fixture.metricsUrl);
    try {
      await waitFor('a first sample', async () => (await prometheus.value(TOTAL)) === 1);
      let mostLost = 0;
      const load = await underLoad(fixture.url, async (running) => {
        mostLost = await killAfterEachScrape(fixture, prometheus, running);
      });
      const total = valueIn(await fixture.wholePage(), TOTAL);
      assertTotal(total - 1, load, mostLost);
      await waitFor('the last value', async () => (await prometheus.value(TOTAL)) === total);
      await untilScrapedAgain(prometheus);
      await assertIncrease(prometheus, total - 1);
      await assertStraight(prometheus, load);
    } finally {
      await prometheus.stop();
    }
  }));

/** @returns the number of requests that the kills may lose */
async function killAfterEachScrape(fixture: Fixture, prometheus: Prometheus, load: Load): Promise<number> {
  let mostLost = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    await untilScrapedAgain(prometheus);
    mostLost += await killWorker(fixture, load, kill % WORKERS, FLUSH_INTERVAL_MS);
  }
  await untilScrapedAgain(prometheus);
  return mostLost;
}

async function assertIncrease(prometheus: Prometheus, counted: number): Promise<void> {
  for (const counter of [TOTAL, 'http_request_duration_seconds_count', 'http_response_size_bytes_count']) {
    const value = (await prometheus.value(`increase(${counter}[2m])`)) ?? 0;
    // Prometheus extrapolates by up to a scrape interval on both sides.
    assert.ok(value > counted * 0.99 && value < counted * 1.1, `increase(${counter}): ${value}, counted: ${counted}`);
  }
  const cumulative = await prometheus.names(
    '{__name__=~".+_total|.+_bucket|.+_sum|.+_count",__name__!~"nodejs_active_.+"}',
  );
  assert.ok(
    cumulative.includes('http_request_duration_seconds_bucket') && cumulative.includes('process_cpu_seconds_total'),
  );
  for (const name of cumulative) assert.is(await prometheus.value(`max(resets(${name}[2m]))`), 0, name);
  // No kill costs a scrape; a busy machine may let one take longer than Prometheus waits, which is a second.
  const answered = (await prometheus.value('avg_over_time(up[2m])')) ?? 0;
  assert.ok(answered > 0.8, `${answered} of the scrapes answered in time`);
}

async function assertStraight(prometheus: Prometheus, load: Load): Promise<void> {
  const samples = await prometheus.samples(`${TOTAL}[2m]`);
  assert.ok(samples.length > KILLS, `${samples.length} samples`);
  assertNoSpike(samples, load);
  const highest = (await prometheus.value(`max_over_time(rate(${TOTAL}[5s])[2m:1s])`)) ?? Number.POSITIVE_INFINITY;
  const fastest = fastestSeconds(samples, load, 5);
  assert.ok(highest < 1.5 * fastest, `a rate of ${highest}/s, where the client had ${fastest}/s`);
}

/** Waits for a scrape that begins after this call. */
async function untilScrapedAgain(prometheus: Prometheus): Promise<void> {
  const start = Date.now() / 1000;
  await waitFor('the next scrape', async () => ((await prometheus.value(`timestamp(${TOTAL})`)) ?? 0) > start);
}

/** Between two scrapes the total grows by no more than what the client saw answered around them. */
function assertNoSpike(samples: readonly Sample[], load: Load): void {
  samples.slice(1).forEach(([at, value], index) => {
    const [from, before] = samples[index] ?? [at, value];
    const answered = load.answeredBetween(from * 1000 - SCRAPE_LATENESS_MS, at * 1000 + SCRAPE_LATENESS_MS);
    const grown = value - before;
    assert.ok(
      grown >= 0 && grown <= answered + load.failed,
      `The total grew by ${grown} in a second; the client had ${answered} answers in three.`,
    );
  });
}

/** The highest number of answers a second that the client had over `seconds` from any of the samples on. */
function fastestSeconds(samples: readonly Sample[], load: Load, seconds: number): number {
  const counts = samples.map(([at]) => load.answeredBetween(at * 1000, (at + seconds) * 1000));
  return Math.max(...counts) / seconds;
}

test.run();
