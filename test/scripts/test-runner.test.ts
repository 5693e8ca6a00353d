import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const RUNNER = fileURLToPath(new URL('../../../scripts/test.mjs', import.meta.url));

/** What uvu prints at the end of a file. */
function totals(total: number, passed: number, skipped = 0): string {
  return `console.log('\\n  Total:     ${total}\\n  Passed:    ${passed}\\n  Skipped:   ${skipped}\\n');`;
}

function run(files: Record<string, string>, { args = [] as string[], env = {} } = {}) {
  const root = mkdtempSync(join(tmpdir(), 'prom-cluster-runner-'));
  for (const folder of ['test', 'dist/test']) mkdirSync(join(root, folder), { recursive: true });
  for (const [name, code] of Object.entries(files)) {
    writeFileSync(join(root, `test/${name}.test.ts`), code);
    writeFileSync(join(root, `dist/test/${name}.test.js`), code);
  }
  try {
    const { stdout, status } = spawnSync(process.execPath, [RUNNER, '--no-build', '--root', root, ...args], {
      encoding: 'utf8',
      env: { ...process.env, CI: '', NODE_BINARY: '', ...env },
    });
    return { stdout, status, lastLine: stdout.trimEnd().split('\n').at(-1) };
  } finally {
    rmSync(root, { recursive: true });
  }
}

function assertFails(code: string, lastLine: string, why: RegExp): void {
  const result = run({ bad: code, good: totals(2, 2) });
  assert.is(result.status, 1, result.stdout);
  assert.is(result.lastLine, lastLine, result.stdout);
  assert.match(result.stdout, why);
}

test('adds up what passed', () => {
  const { status, lastLine } = run({ one: totals(2, 2), two: totals(5, 5) });
  assert.is(status, 0);
  assert.is(lastLine, '7 passed, 0 failed');
});

test('a failed test fails the run and its output is shown', () => {
  assertFails(`console.log('seen');${totals(3, 2)}process.exit(1)`, '4 passed, 1 failed', /1 of 3 failed[\s\S]*seen/);
});

test('a file that ends before its totals fails', () => assertFails('', '2 passed, 1 failed', /no totals/));

test('a file without a test fails', () => assertFails(totals(0, 0), '2 passed, 1 failed', /no tests/));

test('a skipped test fails', () => assertFails(totals(1, 1, 2), '3 passed, 2 failed', /2 skipped/));

test('an exit code other than 0 fails, whatever the totals say', () => {
  assertFails(`${totals(1, 1)}process.exit(3)`, '3 passed, 1 failed', /exit code 3/);
});

test('a file that hangs is killed at its own time limit', () => {
  const code = `// time limit: 1 s\nsetInterval(() => 0, 1000);${totals(1, 1)}`;
  assertFails(code, '3 passed, 1 failed', /killed after 1 s/);
});

test('what a file leaves running is killed', async () => {
  const listener = `require('node:http').createServer().listen(0, function () { process.send(this.address().port); })`;
  const code = `
    const { spawn } = require('node:child_process');
    const child = spawn(process.execPath, ['-e', ${JSON.stringify(listener)}], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    child.once('message', (port) => {
      console.log('port ' + port);
      ${totals(1, 1)}
      process.exit(1);
    });`;
  const { stdout } = run({ leaves: code });
  const port = Number(/port (\d+)/.exec(stdout)?.[1]);
  // Not by its pid: a killed process that nobody has reaped yet still has one.
  const [error] = await once(connect(port, '127.0.0.1'), 'error');
  assert.is(error.code, 'ECONNREFUSED');
});

test('a file whose tool is missing is left out, but fails in CI', () => {
  const files = { tool: `// needs: no-such-tool\n${totals(1, 1)}`, good: totals(2, 2) };
  const outside = run(files);
  assert.is(outside.status, 0, outside.stdout);
  assert.is(outside.lastLine, '2 passed, 0 failed');
  assert.match(outside.stdout, /left out: needs no-such-tool/);
  assert.is(run(files, { env: { CI: 'true' } }).lastLine, '2 passed, 1 failed');
});

test('a filter that matches nothing fails', () => {
  const { status, lastLine } = run({ good: totals(2, 2) }, { args: ['bad'] });
  assert.is(status, 1);
  assert.is(lastLine, '0 passed, 1 failed');
});

test('a filter picks files by a part of their path', () => {
  const { lastLine } = run({ good: totals(2, 2), bad: totals(1, 0) }, { args: ['/good'] });
  assert.is(lastLine, '2 passed, 0 failed');
});

test.run();
