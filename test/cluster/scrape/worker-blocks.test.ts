import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fixture } from '../driver/fixture.js';
import { cpuSeconds, residentBytes } from '../driver/processes.js';
import { falls } from '../driver/scraped/cumulative.js';
import { parsePage, totalOf, valueIn } from '../driver/scraped/scraped-page.js';
import { wholeTextAfter } from '../driver/scraped/whole-text-after.js';
import { startFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const test = suite('a worker in an endless loop');
const folder = mkdtempSync(join(tmpdir(), 'worker-blocks-'));
const release = join(folder, 'release');
const WORK = 10;
/** Number of files that the worker has open more than before, at least: it opens 50, and connections close meanwhile. */
const FILES = 40;
/** More memory that the worker has at least. It takes 64 MiB, and its heap may give some back meanwhile. */
const BALLAST_BYTES = 40 * 1024 * 1024;
let fixture: Fixture;
let slot: string;
let pid: number;
let atRest: string;
let blocked: string;

test.before(async () => {
  fixture = await startFixture('worker-blocks', { env: { RELEASE_FILE: release } });
  for (let index = 0; index < WORK; index++) await fixture.get('/work');
  atRest = await fixture.wholeText();
  slot = (await fixture.get('/block')).body;
  pid = await fixture.readyPid(Number(slot));
  blocked = await waitFor('a scrape that a worker missed', async () => {
    const text = await fixture.scrapeText();
    return text.includes('\ncluster_scrape_missing_workers 1\n') && text;
  });
});

test.after(async () => {
  writeFileSync(release, '');
  await fixture.close();
  rmSync(folder, { recursive: true });
});

test('stays on the page with its last values', () => {
  assert.equal(falls(atRest, blocked), []);
  assert.is(valueIn(parsePage(blocked), 'work_total'), WORK);
  assert.is(valueIn(parsePage(blocked), `cluster_worker_up{worker="${slot}"}`), 1);
});

test('is seen to use CPU and memory, as the kernel counts them', async () => {
  const cpu = `process_cpu_seconds_total{worker="${slot}"}`;
  const user = `process_cpu_user_seconds_total{worker="${slot}"}`;
  const system = `process_cpu_system_seconds_total{worker="${slot}"}`;
  const before = parsePage(blocked);
  const memory = `process_resident_memory_bytes{worker="${slot}"}`;
  const atLeast = valueIn(parsePage(atRest), memory) + BALLAST_BYTES;
  const text = await waitFor('its CPU time and its memory to grow', async () => {
    const later = await fixture.scrapeText();
    const page = parsePage(later);
    const isBusy = [cpu, user, system].every((series) => valueIn(page, series) > valueIn(before, series));
    return isBusy && valueIn(page, memory) > atLeast && later;
  });
  const page = parsePage(text);
  assert.equal(falls(blocked, text), []);
  assert.ok(valueIn(page, cpu) <= cpuSeconds(pid) + 0.02);
  assert.ok(valueIn(page, memory) < residentBytes(pid) * 1.2);
});

test('is seen to open files, to cause page faults and to be taken off the CPU', async () => {
  const label = `worker="${slot}"`;
  const [rest, page] = [parsePage(atRest), parsePage(await fixture.scrapeText())];
  const grew = (series: string) => valueIn(page, series) - valueIn(rest, series);
  // The ballast may come in huge pages of 2 MiB, and the test before has waited for all of it.
  assert.ok(grew(`process_page_faults_total{kind="minor",${label}}`) >= BALLAST_BYTES / 2 ** 21);
  assert.ok(grew(`process_heap_bytes{${label}}`) > BALLAST_BYTES);
  // The size of the folder is the number of descriptors from Linux 6.2 on.
  if (statSync('/proc/self/fd').size > 0) assert.ok(grew(`process_open_fds{${label}}`) >= FILES);
  const switches = `process_context_switches_total{kind="involuntary",${label}}`;
  await waitFor('a switch', async () => valueIn(await fixture.scrape(), switches) > valueIn(page, switches));
});

test('has old values on the page, while those of the other worker are fresh', async () => {
  const age = `cluster_worker_snapshot_age_seconds{worker="${slot}"}`;
  const before = valueIn(parsePage(blocked), age);
  const page = await fixture.scrape();
  assert.ok(valueIn(page, age) > before);
  assert.ok(valueIn(page, `cluster_worker_snapshot_age_seconds{worker="${1 - Number(slot)}"}`) < valueIn(page, age));
});

test('has no total fall or leap once it runs again', async () => {
  const last = await fixture.scrapeText();
  writeFileSync(release, '');
  const freed = await wholeTextAfter(fixture, last);
  for (let index = 0; index < WORK; index++) await fixture.get('/work');
  const text = await waitFor('all requests on the page', async () => {
    const later = await fixture.scrapeText();
    assert.equal(falls(freed, later), []);
    return totalOf(parsePage(later), 'http_request_count_total') >= 2 * WORK + 1 && later;
  });
  const page = parsePage(text);
  assert.is(valueIn(page, 'work_total'), 2 * WORK);
  assert.is(totalOf(page, 'http_request_count_total'), 2 * WORK + 1);
  assert.ok(valueIn(page, `process_cpu_seconds_total{worker="${slot}"}`) <= cpuSeconds(pid) + 0.02);
});

test.run();
