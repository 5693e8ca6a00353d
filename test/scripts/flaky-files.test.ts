import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runTests, totals } from './runner.js';

const JUDGE = fileURLToPath(new URL('../../../scripts/flaky-files.mjs', import.meta.url));
const FAILS = `${totals(3, 2)}process.exit(1);`;

/** Code of a file that fails when it runs for the first time, and passes the second time. */
function failsOnce(name: string): string {
  return `
    const { existsSync, writeFileSync } = require('node:fs');
    if (existsSync('${name}-ran')) { ${totals(3, 3)} process.exit(0); }
    writeFileSync('${name}-ran', '');
    console.log('${name} was disturbed');
    ${FAILS}`;
}

function failingOnce(count: number): Record<string, string> {
  const names = Array.from({ length: count }, (_, at) => `unsteady-${at}`);
  return Object.fromEntries(names.map((name) => [name, failsOnce(name)]));
}

interface FlakyFile {
  readonly name: string;
  readonly problems: readonly string[];
  readonly output: string;
}

function filesOf(record: string): readonly FlakyFile[] {
  return (JSON.parse(record) as { readonly files: readonly FlakyFile[] }).files;
}

/** Judges the records of runs in which so many files were flaky, one run for each number. */
function judge(...counts: readonly number[]): { stdout: string; status: number | null } {
  return judgeTexts(counts.map((count) => runTests({ steady: totals(1, 1), ...failingOnce(count) }).flakyRecord));
}

function judgeTexts(records: readonly string[]): { stdout: string; status: number | null } {
  const folder = mkdtempSync(join(tmpdir(), 'flaky-records-'));
  try {
    const paths = records.map((text, at) => {
      const path = join(folder, `${at}.json`);
      writeFileSync(path, text);
      return path;
    });
    return spawnSync(process.execPath, [JUDGE, ...paths], { encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('a file that fails and then passes alone is flaky: it passed, and its first output is shown at the end', () => {
  const { stdout, status, lastLine, flakyRecord } = runTests({ good: totals(2, 2), ...failingOnce(1) });
  assert.is(status, 0, stdout);
  assert.is(lastLine, '5 passed, 0 failed', stdout);
  const closing = stdout.slice(stdout.indexOf('\nflaky: 1'));
  assert.match(closing, /flaky test\/unsteady-0\.test \(1 of 3 failed\)\n +unsteady-0 was disturbed/);
  const [file] = filesOf(flakyRecord);
  assert.is(file?.name, 'test/unsteady-0.test');
  assert.equal(file?.problems, ['1 of 3 failed']);
  assert.match(file?.output ?? '', 'unsteady-0 was disturbed');
});

test('a file runs once more only when all others are done', () => {
  const slow = `setTimeout(() => { ${totals(1, 1)} }, 300);`;
  const { stdout } = runTests({ ...failingOnce(1), 'z-slow': slow, 'z-last': totals(1, 1) });
  const lines = stdout.split('\n').filter((line) => /^(ok|again)/.test(line));
  assert.match(lines.at(-2) ?? '', 'again test/unsteady-0.test');
  assert.match(lines.at(-1) ?? '', 'ok    test/unsteady-0.test');
  assert.is(lines.length, 4, stdout);
});

test('a file that fails both times has failed, and counts once', () => {
  const { stdout, status, lastLine, flakyRecord } = runTests({ good: totals(2, 2), bad: FAILS });
  assert.is(status, 1, stdout);
  assert.is(lastLine, '4 passed, 1 failed', stdout);
  assert.equal(filesOf(flakyRecord), []);
});

test('more than eight failed files do not run once more', () => {
  assert.is(runTests(failingOnce(8)).lastLine, '24 passed, 0 failed');
  const { stdout, lastLine } = runTests(failingOnce(9));
  assert.is(lastLine, '18 passed, 9 failed', stdout);
  assert.not.match(stdout, /^again/m);
});

test('two flaky files of all runs together pass', () => {
  for (const counts of [[0, 0], [2], [1, 0, 1]]) {
    const { stdout, status } = judge(...counts);
    assert.is(status, 0, stdout);
  }
  assert.match(judge(1, 1).stdout, /(flaky test\/unsteady-0\.test on .+ \(1 of 3 failed\)\n){2}2 flaky/);
});

test('three flaky files of all runs together fail', () => {
  for (const counts of [[3], [2, 1]]) {
    const { stdout, status } = judge(...counts);
    assert.is(status, 1, stdout);
    assert.match(stdout, '3 flaky, at most 2 pass: FAILED');
  }
});

test('a run without a record fails', () => {
  const { stdout, status } = judgeTexts(['']);
  assert.is(status, 1);
  assert.match(stdout, 'no record of flaky files');
});

test.run();
