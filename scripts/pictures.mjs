// `npm run pictures`: draws docs/dashboards/*.svg from a day in small that a real Prometheus sees. Needs `prometheus`.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, ensureInstalled, root } from './prepare.mjs';

ensureInstalled();
if (!build()) process.exit(1);
const program = join(root, 'dist/test/dashboards/pictures/draw-pictures.js');
const { status } = spawnSync(process.execPath, [program], { cwd: root, stdio: 'inherit' });
process.exitCode = status ?? 1;
