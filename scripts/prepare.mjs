// What every script needs before it can begin: dependencies and a build. Plain Node, since nothing is installed yet.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder, with a separator at the end. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Installs the dependencies if node_modules is not what package-lock.json asks for. Ends the process on failure. */
export function ensureInstalled() {
  if (isInstalled()) return;
  console.log('Installing dependencies (npm ci)');
  // No dependency needs an install script, and newer npm versions stop to ask about them.
  const args = ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
  const npm = process.env.npm_execpath;
  const { status } = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: 'inherit' })
    : spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) process.exit(status ?? 1);
}

/** Compiles what changed into dist. Returns whether it compiled without an error. */
export function build() {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.json'], { cwd: root, stdio: 'inherit' });
  removeOrphans();
  return status === 0;
}

/** Files below a folder whose name ends so, as sorted paths relative to it with `/`. */
export function filesBelow(folder, ending) {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true }).map((name) => name.replaceAll('\\', '/'));
  return names.filter((name) => name.endsWith(ending)).sort();
}

// npm writes its own lock as the last step of an install: when it agrees, the install is whole and current. Unlike
// a time stamp or a hash of ours, it is also right after a plain `npm install`.
function isInstalled() {
  const installed = readPackages(join(root, 'node_modules/.package-lock.json'));
  if (installed === undefined) return false;
  const wanted = Object.entries(readPackages(join(root, 'package-lock.json')) ?? {});
  return wanted.every(([path, entry]) => {
    if (path === '') return true;
    // Builds for other platforms are optional and rightly missing.
    const present = installed[path];
    return present === undefined ? entry.optional === true : present.integrity === entry.integrity;
  });
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    // Missing or cut short: the same as never installed.
    return undefined;
  }
}

// tsc leaves the output of a deleted source behind; a deleted test would go on passing.
function removeOrphans() {
  for (const folder of ['src', 'cli', 'dashboards', 'test', 'bench', 'examples']) {
    for (const name of filesBelow(join(root, 'dist', folder), '.js')) {
      if (existsSync(join(root, folder, name.replace(/\.js$/, '.ts')))) continue;
      const stem = join(root, 'dist', folder, name.slice(0, -'.js'.length));
      for (const ending of ['.js', '.js.map', '.d.ts']) rmSync(stem + ending, { force: true });
    }
  }
}
