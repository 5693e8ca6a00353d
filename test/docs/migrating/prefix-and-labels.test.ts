// A prefix and labels of prom-client's default metrics become options, as the first table of docs/migrating.md says.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { waitFor } from '../../cluster/driver/wait-for.js';
import { textOf } from '../documents.js';
import { type Program, writePrograms } from '../programs.js';
import { RunningProgram } from '../running-program.js';
import { migrationFrom, PAGE } from './diff-programs.js';
import { shapesOn } from './metric-tables.js';
import { OldProgram } from './old-program.js';

const test = suite('prefix and labels, as docs/migrating.md says');

const [, call = '', options = ''] =
  /^\| `(collectDefaultMetrics\(\{ .* \}\))` \| `(\{ runtime: .* \})`/m.exec(textOf(PAGE)) ?? [];
const { before, after } = migrationFrom('prom-client in one process');
const old = changed(before, 'collectDefaultMetrics();', `${call};`);
const now = changed(after, 'startCluster(createApp)', `startCluster(createApp, ${options})`);
const folder = writePrograms([old, now]);
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

test('before, by the function of prom-client', async () => {
  const program = new OldProgram(join(folder, old.file));
  try {
    assert.ok(shapesOn(await program.get(3000, '/metrics')).has('shop_process_resident_memory_bytes{service}'));
  } finally {
    await program.kill();
  }
});

test('after, by options of the library', async () => {
  const program = new RunningProgram(join(folder, now.file), 2);
  try {
    await program.untilReady();
    assert.is(await program.get('/users/7'), 200);
    const shapes = await waitFor('the request on the page', async () => {
      const found = shapesOn(await program.page());
      return found.has('http_request_duration_seconds{endpoint,method,service,status}') && found;
    });
    assert.ok(shapes.has('shop_process_resident_memory_bytes{service,worker}'));
    assert.not.ok(shapes.has('process_resident_memory_bytes{worker}'));
    assert.is(await program.end(), 0);
  } finally {
    program.kill();
  }
});

test.run();

function changed(program: Program, from: string, to: string): Program {
  assert.ok(program.code.includes(from), `${program.where} has ${from}`);
  return { ...program, code: program.code.replace(from, () => to) };
}
