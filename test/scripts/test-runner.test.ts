import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runTests as run, totals } from './runner.js';

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

test('a file that computes without end is killed at its own limit of CPU time', () => {
  const code = `// CPU limit: 1 s\nfor (;;);${totals(1, 1)}`;
  assertFails(code, '2 passed, 1 failed', /killed after 1 s of CPU time/);
});

test('what a file starts counts for its limit, in a group of its own too', () => {
  const code = `// CPU limit: 1 s
    const loop = 'const parent = process.ppid; while (process.ppid === parent);';
    require('node:child_process').spawn(process.execPath, ['-e', loop], { stdio: 'ignore', detached: true });
    ${totals(1, 1)}`;
  assertFails(code, '3 passed, 1 failed', /killed after 1 s of CPU time/);
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

test('a filter leaves files out by a part of their path', () => {
  const { lastLine } = run({ good: totals(2, 2), bad: totals(1, 0) }, { args: ['--without', '/bad'] });
  assert.is(lastLine, '2 passed, 0 failed');
});

test('a filter that matches nothing fails, beside others that match something', () => {
  const files = { good: totals(2, 2) };
  for (const args of [
    ['good', 'bad'],
    ['good', '--without', 'bad'],
  ]) {
    const { stdout, lastLine } = run(files, { args });
    assert.is(lastLine, '0 passed, 1 failed');
    assert.match(stdout, /matches: bad$/m);
  }
});

test('the slowest ten files are listed with their seconds', () => {
  const slow = `const end = performance.now() + 1500; while (performance.now() < end);${totals(1, 1)}`;
  const quick = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`quick-${at}`, totals(1, 1)]));
  const { stdout } = run({ slow, ...quick });
  const listed = stdout.slice(stdout.indexOf('slowest files')).split('\n').slice(1, -3);
  assert.is(listed.length, 10, stdout);
  assert.match(listed[0] ?? '', /^ +\d+\.\d s +\d+\.\d s {2}test\/slow\.test$/);
});

test.run();
