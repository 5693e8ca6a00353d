// CPU limit: 120 s
// Takes long, as it runs every program of the benchmark: nothing else shows that all of them still run.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { BenchReport as Report } from '../../../bench/report/bench-report.js';
import { GOALS } from '../../../bench/report/goals.js';
import { GROUPS, type Row, rowKey, rowShape } from '../../../bench/report/row.js';
import { MEASUREMENTS } from '../../../bench/run/measurements.js';

const BENCH = fileURLToPath(new URL('../../../bench/run/bench.js', import.meta.url));
const COMMITTED = fileURLToPath(new URL('../../../../bench/results/bench.json', import.meta.url));

// What the figures are is not asserted: they say nothing with so little work, and nothing about a busy machine.
test('the benchmark measures every goal and every group, prints them as one table and writes them down', () => {
  const { report, stdout } = bench(['--quick']);
  assert.match(report.date, /^\d{4}-\d\d-\d\d$/);
  assert.equal(Object.keys(report.machine), ['node', 'cpu', 'cores', 'os']);
  for (const name of ['prom-cluster', 'prom-client', '@platformatic/prom-client'])
    assert.match(report.versions[name] ?? '', /^\d+\.\d+\.\d+/);
  const goals = report.rows.filter(({ group }) => group === 'goals');
  assert.equal([...new Set(goals.map(({ name }) => name))].sort(), Object.values(GOALS).sort());
  const groups = new Set(report.rows.map(({ group }) => group));
  assert.equal([...groups].sort(), [...new Set(MEASUREMENTS.flatMap((one) => one.groups))].sort());
  for (const group of GROUPS) assert.ok(groups.has(group), group);
  assert.is(new Set(report.rows.map(rowKey)).size, report.rows.length, 'two rows have the same name and params');
  for (const row of report.rows) {
    const figures = [...(row.ours === null ? [] : [row.ours]), ...Object.values(row.peers)];
    assert.ok(figures.length > 0 && figures.every(Number.isFinite), JSON.stringify(row));
    assert.is(typeof row.isMet, row.goal === undefined ? 'undefined' : 'boolean', JSON.stringify(row));
    assert.ok(row.goal !== undefined || row.group !== 'goals', JSON.stringify(row));
    assert.ok(stdout.includes(row.name), stdout);
  }
  assert.equal(notMade(committedRows(), report.rows), []);
});

test('a run of one group writes its rows to a file of their own', () => {
  const { report } = bench(['--quick', '--group', 'gzip']);
  assert.equal([...new Set(report.rows.map(({ group }) => group))], ['gzip']);
  if (report.commit !== undefined) assert.match(report.commit, /^[0-9a-f]{12,}(-dirty)?$/);
});

test('a part of a run never replaces a report, nor joins one: its rows have another date, machine and commit', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const json = join(folder, 'result.json');
    writeFileSync(json, '{}');
    for (const part of [['--quick'], ['--group', 'gzip']]) {
      const { status, stderr } = spawnSync(process.execPath, [BENCH, ...part, '--json', json], { encoding: 'utf8' });
      assert.is(status, 1);
      assert.match(stderr, 'a report is of one whole run');
      assert.is(readFileSync(json, 'utf8'), '{}');
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a group that does not exist is refused', () => {
  const { status, stderr } = spawnSync(process.execPath, [BENCH, '--group', 'nothing'], { encoding: 'utf8' });
  assert.is(status, 1);
  assert.match(stderr, 'Expected a group (goals, ');
});

function committedRows(): readonly Row[] {
  return (JSON.parse(readFileSync(COMMITTED, 'utf8')) as Report).rows;
}

/**
 * The committed rows that a run does not make, at whatever sizes: a row that nothing measures any more would pass for a
 * result. Not every Node has the kernel's scheduling.
 */
function notMade(committed: readonly Row[], rows: readonly Row[]): string[] {
  const isKernel = ({ params }: Row) => params['scheduling'] === 'kernel';
  const hasKernel = rows.some((row) => isKernel(row) && row.ours !== null);
  const shapes = new Set(rows.map(rowShape));
  return committed
    .filter((row) => hasKernel || !isKernel(row))
    .map(rowShape)
    .filter((shape) => !shapes.has(shape));
}

function bench(args: readonly string[]): { report: Report; stdout: string } {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const json = join(folder, 'result.json');
    const { status, stdout, stderr } = spawnSync(process.execPath, [BENCH, ...args, '--json', json], {
      encoding: 'utf8',
    });
    assert.is(status, 0, stderr);
    return { report: JSON.parse(readFileSync(json, 'utf8')) as Report, stdout };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test.run();
