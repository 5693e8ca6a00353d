// `node scripts/run-built.mjs PROGRAM [ARGUMENT ...]`: installs and builds what is needed, then runs a compiled program of
// this repository, such as `bench/run/bench.js`, and ends as the program ends.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { build, ensureInstalled, root } from './prepare.mjs';

const [program = '', ...programArguments] = process.argv.slice(2);

ensureInstalled();
if (!build()) process.exit(1);

// The program needs a process of its own: node:cluster starts each worker with the main script of the primary, which
// must not be this script.
const child = spawn(process.execPath, [join(root, 'dist', program), ...programArguments], {
  cwd: root,
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
