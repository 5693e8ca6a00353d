// CPU limit: 120 s
// Every program that the README and the documents show is run as a cluster of one worker, or at least parsed.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseAllDocuments } from 'yaml';
import { waitFor } from '../cluster/driver/wait-for.js';
import { documents, textOf } from './documents.js';
import { blocksOf } from './markdown.js';
import { compilePrograms, isInstalled, type Program, packagesOf, programs, writePrograms } from './programs.js';
import { RunningProgram } from './running-program.js';

const test = suite('programs of the documents');

/** Packages that documents show and that are not installed here: their programs are parsed, not run. */
const NOT_INSTALLED = ['@hapi/hapi', '@hono/node-server', '@koa/router', 'hono', 'hono/route', 'koa'];

const ALL = programs();
const runnable = ALL.filter((program) => isCluster(program) && packagesOf(program).every(isInstalled));
const folder = writePrograms(ALL);
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

test('programs in TypeScript compile', () => {
  assert.is(compilePrograms(folder), '');
});

for (const program of runnable) {
  test(`${program.where} runs as a cluster, records a request and ends with 0`, () => runs(program));
}

for (const { where, file } of ALL.filter((program) => !runnable.includes(program))) {
  test(`${where} can be parsed`, () => {
    execFileSync(process.execPath, ['--check', join(folder, file)], { stdio: 'pipe' });
  });
}

test('packages that a program needs are installed, or known not to be', () => {
  const missing = ALL.flatMap(packagesOf).filter((name) => !isInstalled(name));
  assert.equal([...new Set(missing)].sort(), NOT_INSTALLED);
});

test('the documents have programs of each kind, so that these tests run some', () => {
  const endings = new Set(runnable.map(({ file }) => file.slice(file.lastIndexOf('.'))));
  assert.equal([...endings].sort(), ['.cjs', '.mjs', '.mts']);
  assert.ok(runnable.some(({ where }) => where.startsWith('README.md')));
});

for (const document of documents()) {
  const blocks = blocksOf(textOf(document)).filter(({ language }) => language === 'yaml');
  if (blocks.length === 0) continue;
  test(`${document}: the blocks of YAML can be parsed`, () => {
    for (const { code, line } of blocks) {
      for (const { errors } of parseAllDocuments(code)) assert.equal(errors, [], `line ${line}`);
    }
  });
}

test.run();

function isCluster(program: Program): boolean {
  return packagesOf(program).includes('prom-cluster');
}

async function runs({ file }: Program): Promise<void> {
  const program = new RunningProgram(join(folder, file.replace(/\.mts$/, '.mjs')));
  try {
    await program.untilReady();
    assert.is(await program.get('/users/7'), 200);
    // The labels `env` and `service` are those of the example of `metrics.labels`.
    const counted =
      /^(?:gole_)?http_request_count_total\{endpoint="\/users\/:id",(?:env="prod",)?method="GET",(?:service="shop",)?status="200"\} 1$/m;
    await waitFor('the request on the page', async () => counted.test(await program.page()));
    assert.is(await program.end(), 0);
  } finally {
    program.kill();
  }
}
