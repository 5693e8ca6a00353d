// `npm run dashboards`: writes the dashboards and rules that dashboards/**/*.ts describe.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, ensureInstalled, root } from './prepare.mjs';

ensureInstalled();
if (!build()) process.exit(1);
const program = join(root, 'dist/dashboards/generate.js');
const { status } = spawnSync(process.execPath, [program], { cwd: root, stdio: 'inherit' });
process.exitCode = status ?? 1;
