import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http, { type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fixture } from '../driver/fixture.js';
import { isAlive } from '../driver/processes.js';
import { type FixtureOptions, spawnFixture, startFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const test = suite('close');
const fixtures: Fixture[] = [];
let folder: string;
let release: string;

test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'close-'));
  release = join(folder, 'release');
});

test.after.each(async () => {
  writeFileSync(release, '');
  await Promise.all(fixtures.splice(0).map((fixture) => fixture.close()));
  rmSync(folder, { recursive: true });
});

test('is idempotent and leaves nothing running', async () => {
  const fixture = spawnFixture('closes-itself');
  fixtures.push(fixture);
  await waitFor('the program to end', () => fixture.hasEnded);
  const said = await waitFor('its words', () => /^\{"fixture":true.*$/m.exec(fixture.output)?.[0]);
  const { pids, code }: { pids: number[]; code: string } = JSON.parse(said);
  assert.is(fixture.process.exitCode, 0, fixture.output);
  assert.is(code, 'ERR_CLOSED');
  assert.equal(pids.filter(isAlive), []);
});

for (const [signal, cluster] of [
  ['SIGTERM', {}],
  ['SIGINT', {}],
  ['SIGTERM', { http: false }],
] as const) {
  test(`${signal}: requests in progress end, then all processes do, with 0 ${JSON.stringify(cluster)}`, async () => {
    const fixture = await startSlow({ cluster });
    const pids = await pidsOf(fixture);
    const response = await begin(fixture);
    fixture.process.kill(signal);
    await waitFor('/readyz to say no', async () => {
      const { statusCode, body } = await request(new URL('/readyz', fixture.metricsUrl));
      await body.dump();
      return statusCode === 503;
    });
    assert.not.ok(fixture.hasEnded);
    writeFileSync(release, '');
    assert.is(await bodyOf(response), 'begun ended');
    await waitFor('the primary to end', () => fixture.hasEnded);
    assert.is(fixture.process.exitCode, 0);
    assert.equal(pids.filter(isAlive), []);
  });
}

for (const options of [{}, { http: false as const }]) {
  test(`a request that never ends is cut off after shutdownTimeoutMs ${JSON.stringify(options)}`, async () => {
    const fixture = await startSlow({ cluster: { shutdownTimeoutMs: 100, ...options } });
    const pids = await pidsOf(fixture);
    const response = await begin(fixture);
    fixture.process.kill('SIGTERM');
    assert.is(await bodyOf(response), 'cut off');
    await waitFor('the primary to end', () => fixture.hasEnded);
    assert.is(fixture.process.exitCode, 0);
    assert.equal(pids.filter(isAlive), []);
  });
}

test('a worker in an endless loop is killed', async () => {
  const fixture = await startFixture('worker-blocks', {
    cluster: { shutdownTimeoutMs: 100 },
    env: { RELEASE_FILE: release },
  });
  fixtures.push(fixture);
  const pids = await pidsOf(fixture);
  await fixture.get('/block');
  await waitFor('a scrape that a worker missed', async () => {
    return (await fixture.scrapeText()).includes('\ncluster_scrape_missing_workers 1\n');
  });
  fixture.process.kill('SIGTERM');
  await waitFor('the primary to end', () => fixture.hasEnded);
  assert.is(fixture.process.exitCode, 0);
  assert.equal(pids.filter(isAlive), []);
});

test('a primary that is killed leaves no worker behind', async () => {
  const fixture = await startSlow();
  const pids = await pidsOf(fixture);
  await fixture.kill('SIGKILL');
  await waitFor('the workers to end', () => !pids.some(isAlive));
});

async function startSlow(options: FixtureOptions = {}): Promise<Fixture> {
  const fixture = await startFixture('slow-app', { ...options, env: { RELEASE_FILE: release } });
  fixtures.push(fixture);
  return fixture;
}

async function pidsOf(fixture: Fixture): Promise<number[]> {
  return (await fixture.workers()).map(({ pid }) => pid ?? Number.NaN);
}

/** A response of which the first bytes have come. */
async function begin(fixture: Fixture): Promise<IncomingMessage> {
  const asking = http.get(`${fixture.url}/slow`, { agent: false });
  const [response] = (await once(asking, 'response')) as [IncomingMessage];
  asking.on('error', () => undefined);
  return response;
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  let body = '';
  try {
    for await (const chunk of response) body += chunk;
    return body;
  } catch {
    // What came before the end of the connection is half an answer.
    return 'cut off';
  }
}

test.run();
