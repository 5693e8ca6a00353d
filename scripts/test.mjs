// `npm test [-- PART_OF_A_PATH ...] [--node PATH] [--no-build] [--root FOLDER]`
// Runs every test file as a process group of its own and judges it by the totals it prints: uvu by itself exits 0 for
// a file without tests, has no time limit, and would share one process (and its node:cluster state) among all files.
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build, ensureInstalled, filesBelow, root as ownRoot } from './prepare.mjs';
import { killGroups, runTestFile } from './run-test-file.mjs';

const FILES_AT_ONCE = 2;

const { values: options, positionals: filters } = parseArgs({
  allowPositionals: true,
  options: {
    node: { type: 'string', default: process.env.NODE_BINARY || process.execPath },
    'no-build': { type: 'boolean', default: false },
    root: { type: 'string', default: ownRoot },
  },
});
const root = resolve(options.root);
const node = resolve(options.node);
const totals = { passed: 0, failed: 0 };

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => fail(`Stopped by ${signal}`));
process.on('exit', killGroups);

if (!options['no-build']) {
  ensureInstalled();
  // The tests run all the same: one file that does not compile says nothing about the others.
  if (!build()) report({ name: 'build', passed: 0, problems: ['the sources do not compile'], output: '' });
}
const files = selectFiles();
if (files.length === 0) fail(`No test file below ${join(root, 'test')} matches: ${filters.join(' ') || '(all)'}`);
await Promise.all(Array.from({ length: FILES_AT_ONCE }, runNext));
finish();

async function runNext() {
  for (let file = files.shift(); file !== undefined; file = files.shift()) {
    const missing = missingTools(file.source);
    if (missing.length === 0) report(await runTestFile(file, { node, env: testEnvironment(), cwd: root }));
    else if (process.env.CI !== 'true') console.log(`-     ${file.name} left out: needs ${missing.join(', ')}`);
    else report({ name: file.name, passed: 0, problems: [`needs ${missing.join(', ')}`], output: '' });
  }
}

// Tools beside Node that a test's source asks for by a comment, `// needs: promtool`, and that are not on the PATH.
function missingTools(source) {
  const tools = /^\/\/ needs: (.+)$/m.exec(source)?.[1].split(/,\s*/) ?? [];
  const folders = (process.env.PATH ?? '').split(delimiter);
  return tools.filter((tool) => !folders.some((folder) => existsSync(join(folder, tool))));
}

function selectFiles() {
  const names = filesBelow(join(root, 'dist/test'), '.test.js').map((name) => name.slice(0, -'.js'.length));
  return names
    .map((name) => ({ name: `test/${name}`, path: join(root, 'dist/test', `${name}.js`) }))
    .filter(({ name }) => existsSync(join(root, `${name}.ts`)))
    .filter(({ name }) => filters.length === 0 || filters.some((filter) => `${name}.ts`.includes(filter)))
    .map((file) => ({ ...file, source: readFileSync(join(root, `${file.name}.ts`), 'utf8') }));
}

// A test that starts `node` gets the Node under test, and the user's own settings for an app do not reach it.
function testEnvironment() {
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
  for (const name of ['PORT', 'METRICS_PORT', 'METRICS_HOST', 'WEB_CONCURRENCY', 'NODE_BINARY']) delete env[name];
  return env;
}

function report({ name, passed, problems, output, seconds = 0, failed = problems.length }) {
  totals.passed += passed;
  totals.failed += failed;
  if (failed === 0) {
    console.log(`ok    ${name} (${passed}, ${seconds.toFixed(1)} s)`);
    return;
  }
  console.log(`FAIL  ${name} (${problems.join('; ')})`);
  if (output !== '') console.log(output.replace(/^/gm, '      '));
}

function fail(why) {
  console.log(why);
  totals.failed += 1;
  finish();
}

function finish() {
  console.log(`\n${totals.passed} passed, ${totals.failed} failed`);
  process.exit(totals.failed === 0 ? 0 : 1);
}
