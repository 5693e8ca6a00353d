// `npm test [-- PART_OF_A_PATH ...] [--without PART_OF_A_PATH] [--node PATH] [--flaky FILE] [--no-build] [--root FOLDER]`
// Runs every test file as a process group of its own and judges it by the totals it prints: uvu by itself exits 0 for
// a file without tests, has no limits, and would share one process (and its node:cluster state) among all files.
// A file that failed runs once more, alone, when all others are done. When it passes then, it is listed as flaky.
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { writeFlakyRecord } from './flaky-files.mjs';
import { build, ensureInstalled, filesBelow, root as ownRoot } from './prepare.mjs';
import { killGroups, runTestFile } from './run-test-file.mjs';

const FILES_AT_ONCE = 2;
const MOST_RUN_AGAIN = 8;
const SLOWEST_SHOWN = 10;

const { values: options, positionals: filters } = parseArgs({
  allowPositionals: true,
  options: {
    node: { type: 'string', default: process.env.NODE_BINARY || process.execPath },
    without: { type: 'string', multiple: true, default: [] },
    flaky: { type: 'string' },
    'no-build': { type: 'boolean', default: false },
    root: { type: 'string', default: ownRoot },
  },
});
const root = resolve(options.root);
const node = resolve(options.node);
const totals = { passed: 0, failed: 0 };
/** Results of files that failed and may run once more, by file. */
const failedAtFirst = new Map();
const flaky = [];
const ran = [];

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => fail(`Stopped by ${signal}`));
process.on('exit', killGroups);

if (!options['no-build']) {
  ensureInstalled();
  // The tests run all the same: one file that does not compile says nothing about the others.
  if (!build()) fault('build', 'the sources do not compile');
}
const allFiles = findFiles();
const unmatched = [...filters, ...options.without].filter((part) => !allFiles.some((file) => isPartOf(file)(part)));
// A part that matches nothing is misspelt, or was right until a folder was renamed.
if (unmatched.length > 0) fail(`No test file below ${join(root, 'test')} matches: ${unmatched.join(' ')}`);
const files = allFiles.filter(isSelected);
if (files.length === 0) fail(`No test file below ${join(root, 'test')} is left to run`);
await Promise.all(Array.from({ length: FILES_AT_ONCE }, runNext));
await runFailedAgain();
finish();

async function runNext() {
  for (let file = files.shift(); file !== undefined; file = files.shift()) {
    const missing = missingTools(file.source);
    if (missing.length === 0) settle(file, await run(file));
    else if (process.env.CI !== 'true') console.log(`-     ${file.name} left out: needs ${missing.join(', ')}`);
    else fault(file.name, `needs ${missing.join(', ')}`);
  }
}

async function run(file) {
  const result = await runTestFile(file, { node, env: testEnvironment(), cwd: root });
  ran.push(result);
  return result;
}

function settle(file, result) {
  show(result);
  if (result.failed === 0) totals.passed += result.passed;
  else failedAtFirst.set(file, result);
}

// A file that another file disturbed, or that failed because the machine was busy, passes alone. When many files fail, the
// cause is in the code, and to run them again would only double the time until that shows.
async function runFailedAgain() {
  if (failedAtFirst.size > MOST_RUN_AGAIN) {
    console.log(
      `None of the ${failedAtFirst.size} failed files runs once more: more than ${MOST_RUN_AGAIN} have a cause.`,
    );
    return;
  }
  for (const [file, first] of failedAtFirst) {
    console.log(`again ${file.name}`);
    const second = await run(file);
    show(second);
    failedAtFirst.delete(file);
    count(second);
    if (second.failed === 0) flaky.push(first);
  }
}

// Tools beside Node that a test's source asks for by a comment, `// needs: promtool`, and that are not on the PATH.
function missingTools(source) {
  const tools = /^\/\/ needs: (.+)$/m.exec(source)?.[1].split(/,\s*/) ?? [];
  const folders = (process.env.PATH ?? '').split(delimiter);
  return tools.filter((tool) => !folders.some((folder) => existsSync(join(folder, tool))));
}

function findFiles() {
  const names = filesBelow(join(root, 'dist/test'), '.test.js').map((name) => name.slice(0, -'.js'.length));
  return names
    .map((name) => ({ name: `test/${name}`, path: join(root, 'dist/test', `${name}.js`) }))
    .filter(({ name }) => existsSync(join(root, `${name}.ts`)))
    .map((file) => ({ ...file, source: readFileSync(join(root, `${file.name}.ts`), 'utf8') }));
}

function isSelected(file) {
  return (filters.length === 0 || filters.some(isPartOf(file))) && !options.without.some(isPartOf(file));
}

function isPartOf({ name }) {
  return (part) => `${name}.ts`.includes(part);
}

// A test that starts `node` gets the Node under test, and the user's own settings for an app do not reach it.
function testEnvironment() {
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
  for (const name of ['PORT', 'METRICS_PORT', 'METRICS_HOST', 'WEB_CONCURRENCY', 'NODE_BINARY']) delete env[name];
  return env;
}

function show({ name, passed, failed, problems, output, seconds }) {
  if (failed === 0) console.log(`ok    ${name} (${passed}, ${seconds.toFixed(1)} s)`);
  else console.log(`FAIL  ${name} (${problems.join('; ')})\n${indented(output)}`);
}

function showSlowest() {
  if (ran.length === 0) return;
  const slowest = ran.toSorted((a, b) => b.seconds - a.seconds).slice(0, SLOWEST_SHOWN);
  console.log('\nslowest files (wall time, CPU time):');
  for (const { name, seconds, cpuSeconds } of slowest)
    console.log(`${inSeconds(seconds)} ${inSeconds(cpuSeconds)}  ${name}`);
}

function showFlaky() {
  if (flaky.length === 0) return;
  console.log(`\nflaky: ${flaky.length} (failed at first, passed alone)`);
  for (const { name, problems, output } of flaky)
    console.log(`flaky ${name} (${problems.join('; ')})\n${indented(output)}`);
}

function inSeconds(seconds) {
  return `${seconds?.toFixed(1) ?? '-'} s`.padStart(9);
}

function indented(output) {
  return output.trimEnd().replace(/^/gm, '      ');
}

function count({ passed, failed }) {
  totals.passed += passed;
  totals.failed += failed;
}

function fault(name, problem) {
  console.log(`FAIL  ${name} (${problem})`);
  totals.failed += 1;
}

function fail(why) {
  console.log(why);
  totals.failed += 1;
  finish();
}

function finish() {
  for (const result of failedAtFirst.values()) count(result);
  showSlowest();
  showFlaky();
  writeFlakyRecord(resolve(root, options.flaky ?? '.tmp/flaky.json'), { node, flaky });
  console.log(`\n${totals.passed} passed, ${totals.failed} failed`);
  process.exit(totals.failed === 0 ? 0 : 1);
}
