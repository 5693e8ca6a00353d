// CPU limit: 120 s
// Every diff of docs/migrating.md is run: the program before by itself, the program after as a cluster of two workers. The tables
// of metrics are held to the pages of both.
import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { waitFor } from '../../cluster/driver/wait-for.js';
import { compilePrograms, type Program, writePrograms } from '../programs.js';
import { RunningProgram } from '../running-program.js';
import { type Migration, migrations, unsupported } from './diff-programs.js';
import { metricRows, shapesOn } from './metric-tables.js';
import { OldProgram } from './old-program.js';

const test = suite('programs of docs/migrating.md');

const REQUESTS = 4;
const ALL = migrations();
const folder = writePrograms(ALL.flatMap(({ before, after }) => [before, after]));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
/** The pages of the programs before and after, by library. */
const pages = new Map<string, { before?: string; after?: string }>(ALL.map(({ library }) => [library, {}]));

test('programs in TypeScript compile, with decorators', () => {
  assert.is(compilePrograms(folder, { experimentalDecorators: true, emitDecoratorMetadata: true }), '');
});

for (const migration of ALL) {
  const { library } = migration;
  const reason = unsupported(migration.before);
  if (reason !== undefined) console.log(`${library}: the program before is left out, since ${reason}`);
  else test(`${library}: the program before has the metrics that the table says`, () => showsMetricsBefore(migration));
  test(`${library}: the program after has the metrics that the table says, in sum over two workers`, () =>
    showsMetricsAfter(migration));
}

test('every default metric of the program before is there afterwards, for each process', () => {
  const { before = '', after = '' } = pages.get('prom-client in one process') ?? {};
  const ofProcess = [...shapesOn(before)].filter((shape) => /^(?:process|nodejs)_/.test(shape));
  assert.ok(ofProcess.length > 20);
  const now = shapesOn(after);
  const missing = ofProcess.filter((shape) => !now.has(withWorker(shape)));
  assert.equal(missing, []);
});

test('the page has a section with a diff for each library, and none without a table of metrics', () => {
  assert.equal(
    ALL.map(({ library }) => library),
    [
      'prom-client in one process',
      "prom-client's AggregatorRegistry",
      'express-prom-bundle',
      'fastify-metrics',
      '@willsoto/nestjs-prometheus',
    ],
  );
  for (const { library, text } of ALL) assert.ok(metricRows(text).length >= 2, library);
});

test.run();

async function showsMetricsBefore({ library, text, before }: Migration): Promise<void> {
  const promised = metricRows(text).flatMap((row) => row.before);
  const program = new OldProgram(pathOf(before));
  try {
    const isCluster = library === "prom-client's AggregatorRegistry";
    const port = isCluster ? 9464 : 3000;
    // A scrape before all workers listen would end the program: prom-client rejects, and the program handles no rejection.
    const processes = isCluster ? availableParallelism() : 1;
    await waitFor('all processes to listen', () => program.listeners(3000) >= processes);
    for (let i = 0; i < REQUESTS; i++) await program.get(3000, '/users/7');
    const page = await waitFor(`${promised} on the page`, async () => {
      const now = await program.get(port, '/metrics');
      return isSubset(promised, shapesOn(now)) && (!promised.includes('orders_total') || countsOrders(now)) && now;
    });
    pages.set(library, { ...pages.get(library), before: page });
    if (library === 'express-prom-bundle') assert.match(page, 'path="/users/#val"');
  } finally {
    await program.kill();
  }
}

async function showsMetricsAfter({ library, text, after }: Migration): Promise<void> {
  const rows = metricRows(text);
  const promised = rows.flatMap((row) => row.after);
  const program = new RunningProgram(pathOf(after), 2);
  try {
    await program.untilReady();
    for (let i = 0; i < REQUESTS; i++) assert.is(await program.get('/users/7'), 200);
    const status = await program.get('/nope');
    const page = await waitFor(`${promised} on the page`, async () => {
      const now = await program.page();
      return countsRequests(now, status) && isSubset(promised, shapesOn(now)) && now;
    });
    pages.set(library, { ...pages.get(library), after: page });
    if (promised.includes('orders_total')) assert.match(page, new RegExp(`^orders_total ${ordersOf(library)}$`, 'm'));
    if (promised.includes('order_limit')) assert.match(page, /^order_limit 100$/m);
    const gone = rows.flatMap((row) => row.before).filter((shape) => !promised.includes(shape));
    assert.equal(
      gone.filter((shape) => shapesOn(page).has(shape)),
      [],
    );
    assert.not.match(program.log, 'prom-cluster: metric');
    assert.is(await program.end(), 0);
  } finally {
    program.kill();
  }
}

/** The app with AggregatorRegistry has no router: every request is an order there. */
function ordersOf(library: string): number {
  return library === "prom-client's AggregatorRegistry" ? REQUESTS + 1 : REQUESTS;
}

function countsOrders(page: string): boolean {
  return new RegExp(`^orders_total ${REQUESTS}$`, 'm').test(page);
}

function countsRequests(page: string, unmatchedStatus: number): boolean {
  const other = unmatchedStatus === 404 ? '<unmatched>' : '/nope';
  return [
    `http_request_duration_seconds_count{endpoint="/users/:id",method="GET",status="200"} ${REQUESTS}`,
    `http_request_duration_seconds_count{endpoint="${other}",method="GET",status="${unmatchedStatus}"} 1`,
  ].every((line) => page.includes(`\n${line}\n`));
}

function isSubset(wanted: readonly string[], there: ReadonlySet<string>): boolean {
  return wanted.every((shape) => there.has(shape));
}

function withWorker(shape: string): string {
  const [name = '', labels = ''] = shape.replace('}', '').split('{');
  return `${name}{${[...labels.split(','), 'worker'].filter((label) => label !== '').sort()}}`;
}

function pathOf({ file }: Program): string {
  return join(folder, file.replace(/\.mts$/, '.mjs'));
}
