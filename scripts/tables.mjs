// `npm run tables`: writes what bench/results/*.json say into README.md, docs/*.md and docs/performance/*.svg.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, ensureInstalled, root } from './prepare.mjs';

ensureInstalled();
if (!build()) process.exit(1);
const { status } = spawnSync(process.execPath, [join(root, 'dist/bench/tables/tables.js')], {
  cwd: root,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
