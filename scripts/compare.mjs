// `npm run compare [-- --only ID] [--json FILE] [--node PATH]`: what goes wrong in cluster modes, with this library and its peers.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, ensureInstalled, root } from './prepare.mjs';

ensureInstalled();
if (!build()) process.exit(1);

const program = join(root, 'dist/bench/compare/run.js');
const { status } = spawnSync(process.execPath, [program, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
process.exitCode = status ?? 1;
