// Takes long, as each scenario starts a real cluster for each library.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { brokenClaims, compare } from '../../../bench/compare/comparison.js';
import { SCENARIOS } from '../../../bench/compare/scenarios/scenarios.js';
import { hungWorker } from '../../../bench/compare/scenarios/workers/hung-worker.js';
import { killedWorker } from '../../../bench/compare/scenarios/workers/killed-worker.js';
import { libraryOf } from '../../../bench/peers/libraries.js';
import type { CompareReport } from '../../../bench/report/compare-report.js';
import { LIBRARY_NAMES } from '../../../bench/report/library-names.js';
import { isAlive } from '../../cluster/driver/processes.js';
import { waitFor } from '../../cluster/driver/wait-for.js';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const RUN = fileURLToPath(new URL('../../../bench/compare/run.js', import.meta.url));
const ONLY = ['killed-worker', 'not-finite', 'label-collision-comma'];
const LIBRARIES = ['prom-cluster', 'prom-client'];

test('compare runs scenarios with real clusters, prints who passes and writes it down', () => {
  const folder = mkdtempSync(join(tmpdir(), 'compare-'));
  try {
    const json = join(folder, 'compare.json');
    const { status, stdout, stderr } = run(
      ...ONLY.flatMap((id) => ['--only', id]),
      ...LIBRARIES.flatMap((name) => ['--library', name]),
      ...['--json', json],
    );
    assert.is(status, 0, stderr);
    const report = readReport(json);
    assert.match(report.date, /^\d{4}-\d\d-\d\d$/);
    assert.equal(Object.keys(report.machine), ['node', 'cpu', 'cores', 'os']);
    assert.equal(Object.keys(report.versions), LIBRARIES);
    assert.is(report.versions['prom-client'], '15.1.3');
    assert.equal(new Set(report.scenarios.map(({ id }) => id)), new Set(ONLY));
    for (const { id, name, expected, outcomes } of report.scenarios) {
      assert.ok(name !== '' && expected !== '');
      assert.equal(Object.keys(outcomes), LIBRARIES);
      assert.is(outcomes['prom-cluster']?.passes, true, `${id}: ${outcomes['prom-cluster']?.observed}`);
      assert.is(outcomes['prom-client']?.passes, false, `${id}: ${outcomes['prom-client']?.observed}`);
      assert.ok(stdout.includes(name));
    }
    assert.match(
      stdout,
      /A worker is killed \(SIGKILL\) +pass +FAIL\n +expected: .*\n +prom-client: work_total 300 -> 200/,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a scenario or a library that there is not is an error, which lists those there are', () => {
  for (const [option, name] of [
    ['--only', 'killed-worker'],
    ['--library', 'prom-client'],
  ] as const) {
    const { status, stderr } = run(option, 'nobody');
    assert.is(status, 1);
    assert.match(stderr, name);
  }
});

test('a library that needs a newer Node is not judged', async () => {
  const library = libraryOf('@prometheus-io/client');
  const { outcomes } = await compare(killedWorker, [library], { path: 'nowhere', version: 'v20.19.0' });
  const observed = 'needs Node 22 or later, this is v20.19.0: use --node PATH';
  assert.equal(outcomes, { '@prometheus-io/client': { passes: null, observed } });
});

test('what goes wrong in a scenario fails it, and leaves no process behind', async () => {
  const pids: number[] = [];
  const broken = {
    ...hungWorker,
    run: async (cluster: Parameters<typeof hungWorker.run>[0]) => {
      pids.push(...cluster.workers().map(({ pid }) => pid));
      await cluster.tell(0, 'hang');
      throw new Error('the driver gave up');
    },
  };
  const node = { path: process.execPath, version: process.version };
  const { outcomes } = await compare(broken, [libraryOf('prom-client')], node);
  assert.equal(outcomes['prom-client'], { passes: false, observed: 'could not be finished: the driver gave up' });
  assert.is(pids.length, 2);
  await waitFor('the workers to end', () => !pids.some(isAlive));
});

test('only a failure of ours that is claimed to pass breaks a claim', () => {
  const outcome = (passes: boolean | null) => ({ passes, observed: '' });
  const rows = SCENARIOS.map(({ id, name, expected }) => ({
    ...{ id, name, expected },
    outcomes: { 'prom-cluster': outcome(id !== 'killed-worker'), 'prom-client': outcome(false) },
  }));
  assert.equal(brokenClaims(SCENARIOS, rows), ['killed-worker']);
  const allFail = rows.map((row) => ({ ...row, outcomes: { 'prom-cluster': outcome(null) } }));
  const claimed = SCENARIOS.filter(({ notClaimed }) => notClaimed === undefined).map(({ id }) => id);
  assert.equal(brokenClaims(SCENARIOS, allFail), claimed);
  assert.ok(claimed.length < SCENARIOS.length);
});

test('the committed report has every scenario and library, and breaks no claim', () => {
  const { versions, scenarios } = readReport(join(ROOT, 'bench/results/compare.json'));
  assert.equal(
    Object.entries(versions),
    LIBRARY_NAMES.map(libraryOf).map(({ name, version }) => [name, version]),
  );
  assert.equal(
    scenarios.map(({ id, name, expected }) => [id, name, expected]),
    SCENARIOS.map(({ id, name, expected }) => [id, name, expected]),
  );
  for (const { outcomes } of scenarios) assert.equal(Object.keys(outcomes), LIBRARY_NAMES);
  assert.equal(brokenClaims(SCENARIOS, scenarios), []);
});

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [RUN, ...args], {
    encoding: 'utf8',
    // The test runner may run on another Node. The comparison is to run on that Node too.
    env: { ...process.env, NODE_BINARY: '' },
  });
}

function readReport(path: string): CompareReport {
  return JSON.parse(readFileSync(path, 'utf8'));
}

test.run();
