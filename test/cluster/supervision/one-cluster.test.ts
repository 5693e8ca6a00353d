import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { spawnFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const test = suite('one cluster in a process');
const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const FIXTURE = 'second-cluster.js';

for (const situation of ['thread of a plain process', 'thread of the primary', 'thread of a worker']) {
  test(`a ${situation} starts none, and learns which thread it is and what its workers would run`, async () => {
    const [refused, ...others] = await outcomesOf(situation);
    assert.equal(others, []);
    assert.is(refused?.code, 'ERR_ALREADY_STARTED');
    const message = refused?.message ?? '';
    assert.match(message, /in thread [1-9]\d* (\("my-app"\) )?of process \d+, and not in the main thread/);
    assert.match(message, new RegExp(`would run \\S*${FIXTURE}\\.`));
    assert.match(message, 'isMainThread');
    assert.not.match(message, 'Watt');
  });
}

test('a thread of Watt is told so', async () => {
  const preload = 'data:text/javascript,globalThis.platformatic = {}';
  const [refused] = await outcomesOf('thread of a plain process', { NODE_OPTIONS: `--import "${preload}"` });
  assert.match(refused?.message ?? '', 'a thread of Watt (wattpm), in which no cluster can run');
});

test('of two calls that do not wait for each other the second is refused at once, and harms the first in no way', async () => {
  expectSecondRefused('second', await outcomesOf('two at once'));
});

test('two copies of the library start one cluster together', async () => {
  mkdirSync(join(ROOT, '.tmp'), { recursive: true });
  // In this folder the copy finds prom-client.
  const folder = mkdtempSync(join(ROOT, '.tmp', 'copy-'));
  try {
    cpSync(join(ROOT, 'dist/src'), folder, { recursive: true });
    expectSecondRefused('copy', await outcomesOf('two copies at once', { COPY: join(folder, 'index.js') }));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a cluster that is closed makes room for the next', async () => {
  assert.equal(await outcomesOf('one after the other'), [
    { which: 'first', role: 'primary' },
    { which: 'second', role: 'primary' },
  ]);
});

test('so does a start that has failed', async () => {
  const taken = net.createServer().listen(0);
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const [failed, second] = await outcomesOf('after a failed start', { TAKEN_PORT: `${port}` });
  taken.close();
  assert.is(failed?.code, 'ERR_APP_LISTEN');
  assert.equal(second, { which: 'second', role: 'primary' });
});

test('a child process that a worker forks is a process of its own, and may have a cluster', async () => {
  assert.equal(await outcomesOf('child process of a worker'), [{ which: 'first', role: 'primary' }]);
});

test("neither a worker of another tool nor that tool's primary starts a cluster", async () => {
  const [worker, primary] = await outcomesOf("another tool's workers");
  assert.is(worker?.code, 'ERR_ALREADY_STARTED');
  assert.match(worker?.message ?? '', 'This worker was not forked by startCluster');
  assert.is(primary?.code, 'ERR_ALREADY_STARTED');
  assert.match(primary?.message ?? '', 'This process has workers of node:cluster already');
});

test.run();

/** What came of each start. The program has ended by itself, with 0. */
async function outcomesOf(situation: string, env: NodeJS.ProcessEnv = {}): Promise<Outcome[]> {
  const fixture = spawnFixture('second-cluster', { env: { ...env, SITUATION: situation } });
  try {
    await waitFor(`${situation} to end`, () => fixture.hasEnded);
    assert.is(fixture.process.exitCode, 0, fixture.output);
    const said = fixture.output.match(/^\{"fixture":true.*$/gm) ?? [];
    return said.map((line) => JSON.parse(line)).map(({ fixture: _, ...outcome }) => outcome);
  } finally {
    await fixture.kill();
  }
}

/** The same program runs in the worker, where the second call is refused too. */
function expectSecondRefused(second: string, [refused, ...others]: Outcome[]): void {
  assert.is(refused?.which, second);
  assert.is(refused?.code, 'ERR_ALREADY_STARTED');
  assert.match(refused?.message ?? '', 'This process runs a cluster already');
  const [inWorker, first] = others.sort(({ role = '' }, { role: other = '' }) => (role < other ? -1 : 1));
  assert.is(inWorker?.which, `${second} in the worker`);
  assert.match(inWorker?.message ?? '', 'This worker has called startCluster before');
  assert.equal(first, { which: 'first', role: 'primary' });
}

interface Outcome {
  readonly which: string;
  readonly role?: string;
  readonly code?: string;
  readonly message?: string;
}
