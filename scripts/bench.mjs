// `npm run bench [-- [PART_OF_A_PATH] [--OPTION ...]]`: runs every bench/*.bench.ts, or those whose path contains the
// argument, one after another. Options are passed on to them.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, ensureInstalled, filesBelow, root } from './prepare.mjs';

ensureInstalled();
if (!build()) process.exit(1);

const args = process.argv.slice(2);
const [filter = ''] = args[0]?.startsWith('-') ? [] : args.splice(0, 1);
const folder = join(root, 'dist/bench');
const files = filesBelow(folder, '.bench.js').filter((name) => name.includes(filter));
if (files.length === 0) console.error(`No benchmark matches "${filter}".`);
const codes = files.map((name) => {
  console.log(`\n# ${name.replace(/\.js$/, '')}`);
  return spawnSync(process.execPath, ['--expose-gc', join(folder, name), ...args], { cwd: root, stdio: 'inherit' })
    .status;
});
process.exitCode = codes.length > 0 && codes.every((code) => code === 0) ? 0 : 1;
