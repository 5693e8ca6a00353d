import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { endThread } from '../driver/end-thread.js';
import type { Fixture } from '../driver/fixture.js';
import { cpuSeconds } from '../driver/processes.js';
import { falls } from '../driver/scraped/cumulative.js';
import { parsePage, valueIn } from '../driver/scraped/scraped-page.js';
import { withFixture } from '../driver/start-fixture.js';
import { textIfServed } from '../driver/text-if-served.js';
import { waitFor } from '../driver/wait-for.js';

const test = suite('a worker that was seen from outside before the aggregator thread ended');
/** Only a scrape makes the worker flush. */
const cluster = { workers: 1, flushIntervalMs: 60_000, restart: { minDelayMs: 1, maxDelayMs: 10 } };
const CPU = 'process_cpu_seconds_total{worker="0"}';
/** What the worker uses and tells nobody of, beside what it has told. A successor's start, which costs less, cannot hide its loss. */
const UNTOLD_SHARE = 2;
/** The kernel reports whole ticks of 10 ms, of user and of system time. */
const TICKS_SECONDS = 0.02;

test('is killed: no counter of the page falls', () =>
  withFixture('aggregator-dies', { cluster }, async (fixture) => {
    const pid = await fixture.readyPid(0);
    const seen = await seenFromOutside(fixture, pid);
    await endThread(fixture);
    process.kill(pid, 'SIGKILL');
    await expectNoFalls(fixture, pid, seen);
  }));

test('is killed while the thread is away: no counter of the page falls', () =>
  withFixture('aggregator-dies', { cluster }, async (fixture) => {
    const pid = await fixture.readyPid(0);
    const seen = await seenFromOutside(fixture, pid);
    const ended = endThread(fixture);
    process.kill(pid, 'SIGKILL');
    await ended;
    await expectNoFalls(fixture, pid, seen);
  }));

/** Stops the worker after it used CPU time. @returns a page that shows this time, of which the worker has not told */
async function seenFromOutside(fixture: Fixture, pid: number): Promise<string> {
  const told = valueIn(await fixture.wholePage(), CPU);
  const used = told * (1 + UNTOLD_SHARE);
  while (cpuSeconds(pid) < used) await fixture.get('/burn');
  process.kill(pid, 'SIGSTOP');
  await waitFor('the worker to stop', () => /\) T /.test(readFileSync(`/proc/${pid}/stat`, 'latin1')));
  return waitFor('a page that shows the worker from outside', async () => {
    const text = await fixture.scrapeText();
    const page = parsePage(text);
    assert.is(valueIn(page, 'cluster_scrape_missing_workers'), 1);
    return valueIn(page, CPU) >= used - TICKS_SECONDS && text;
  });
}

/** Waits for the successor of a worker that was killed. Nothing has fallen since the worker was seen. */
async function expectNoFalls(fixture: Fixture, pid: number, seen: string): Promise<void> {
  await fixture.readyPid(0, pid);
  const text = await waitFor('a page with the successor', async () => {
    const now = await textIfServed(fixture);
    if (now === undefined) return false;
    assert.equal(falls(seen, now), []);
    return valueIn(parsePage(now), 'cluster_scrape_missing_workers') === 0 && now;
  });
  assert.is(valueIn(parsePage(text), 'cluster_worker_restarts_total{worker="0",reason="signal"}'), 1);
}

test.run();
