import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fixture } from '../driver/fixture.js';
import { falls } from '../driver/scraped/cumulative.js';
import { parsePage, totalOf, valueIn } from '../driver/scraped/scraped-page.js';
import { withFixture } from '../driver/start-fixture.js';
import { textIfServed } from '../driver/text-if-served.js';
import { waitFor } from '../driver/wait-for.js';

const REQUESTS = 10;
const QUARANTINED = 'cluster_frames_rejected_total{reason="quarantined"}';
const cluster = { metrics: { scrapeTimeoutMs: 2000 }, restart: { minDelayMs: 1 }, flushIntervalMs: 100 };
const preload = new URL('../../fixtures/situations/frame-ends-aggregator.js', import.meta.url).href;

test('a frame upon which the aggregator throws is left out, and no total falls', () => outlivesPoison({}));

test('a frame upon which the aggregator ends silently is left out, and no total falls', () =>
  outlivesPoison({ SILENT_END: 'yes' }));

test('an aggregator that ends upon anything else gives up the ended, and shows the living whole', () =>
  givesUp({ DEADLY_END: '1' }));

test('so does one that needs more than a second to end upon it, each time that it starts', () =>
  givesUp({ DEADLY_END: '1', END_TAKES_MS: '1100' }));

async function givesUp(env: Record<string, string>): Promise<void> {
  await withFixture('frame-ends-aggregator', withEnv(env), async (fixture) => {
    await load(fixture, REQUESTS);
    const before = await pageWith(fixture, 'work_total', REQUESTS);
    const pid = await fixture.readyPid(0);
    process.kill(pid, 'SIGKILL');
    await waitFor('the journal to be given up', () => fixture.output.includes('totals of ended workers are given up'));
    await fixture.readyPid(0, pid);
    const answers = await load(fixture, REQUESTS);
    const text = await waitFor('both workers on the page', async () => {
      const now = await textIfServed(fixture);
      return now !== undefined && totalOf(parsePage(now), 'work_total') > answers.length && now;
    });
    const total = totalOf(parsePage(text), 'work_total');
    assert.ok(total < REQUESTS + answers.length, `${total}: those of the killed one are gone`);
    assert.is(totalOf(parsePage(before), 'work_total'), REQUESTS);
  });
}

async function outlivesPoison(env: Record<string, string>): Promise<void> {
  await withFixture('frame-ends-aggregator', withEnv(env), async (fixture) => {
    await load(fixture, REQUESTS);
    await pageWith(fixture, 'work_total', REQUESTS);
    const pid = await fixture.readyPid(0);
    process.kill(pid, 'SIGKILL');
    await fixture.readyPid(0, pid);
    const before = await pageWith(fixture, 'work_total', REQUESTS);
    const poisoned = (await fixture.get('/poison')).body;
    await waitFor('the worker to be muted', async () => {
      const now = await textIfServed(fixture);
      return now !== undefined && valueIn(parsePage(now), QUARANTINED) >= 3;
    });
    const heard = (await load(fixture, REQUESTS)).filter((slot) => slot !== poisoned).length;
    assert.ok(heard > 0, 'the other worker answers too');
    const after = await pageWith(fixture, 'work_total', REQUESTS + heard);
    assert.equal(falls(before, after), []);
    assert.not.match(fixture.output, /given up/);
  });
}

/** @returns who answered */
async function load(fixture: Fixture, requests: number): Promise<string[]> {
  const slots: string[] = [];
  while (slots.length < requests) slots.push((await fixture.get('/')).body);
  return slots;
}

function pageWith(fixture: Fixture, name: string, total: number): Promise<string> {
  return waitFor(`${total} ${name} on the page`, async () => {
    const text = await textIfServed(fixture);
    return text !== undefined && totalOf(parsePage(text), name) >= total && text;
  });
}

function withEnv(env: Record<string, string>) {
  return { cluster, env: { ...env, NODE_OPTIONS: `--import ${preload}` } };
}

test.run();
