import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const RUNNER = fileURLToPath(new URL('../../../scripts/test.mjs', import.meta.url));

/** What {@link runTests} saw. */
export interface RunnerResult {
  readonly stdout: string;
  readonly status: number | null;
  readonly lastLine: string | undefined;
  /** Text of the record of flaky files, in the place where the runner writes it by itself. */
  readonly flakyRecord: string;
}

/** What uvu prints at the end of a file, as code that prints it. */
export function totals(total: number, passed: number, skipped = 0): string {
  return `console.log('\\n  Total:     ${total}\\n  Passed:    ${passed}\\n  Skipped:   ${skipped}\\n');`;
}

/** Runs the project's test runner over test files of this code, by name, in a folder of their own. */
export function runTests(
  files: Readonly<Record<string, string>>,
  { args = [], env = {} }: { args?: readonly string[]; env?: NodeJS.ProcessEnv } = {},
): RunnerResult {
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
    const flakyRecord = readFileSync(join(root, '.tmp/flaky.json'), 'utf8');
    return { stdout, status, lastLine: stdout.trimEnd().split('\n').at(-1), flakyRecord };
  } finally {
    rmSync(root, { recursive: true });
  }
}
