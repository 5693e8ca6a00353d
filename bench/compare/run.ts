// `npm run compare [-- --only ID ...] [--json FILE] [--node PATH]`: what goes wrong in cluster modes, with each library.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, release, type } from 'node:os';
import { parseArgs } from 'node:util';
import { LIBRARY_NAMES, libraryOf } from '../peers/libraries.js';
import { brokenClaims, compare, type Row } from './comparison.js';
import { SCENARIOS } from './scenarios/scenarios.js';
import { line, table } from './table.js';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    library: { type: 'string', multiple: true },
    json: { type: 'string' },
    node: { type: 'string', default: process.env['NODE_BINARY'] || process.execPath },
  },
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
process.exitCode = await run();

async function run(): Promise<number> {
  const scenarios = SCENARIOS.filter(({ id }) => options.only?.includes(id) ?? true);
  const libraries = LIBRARY_NAMES.filter((name) => options.library?.includes(name) ?? true).map(libraryOf);
  if (scenarios.length === 0 || libraries.length === 0) {
    console.error(
      `Scenarios are: ${SCENARIOS.map(({ id }) => id).join(', ')}\nLibraries are: ${LIBRARY_NAMES.join(', ')}`,
    );
    return 1;
  }
  const version = execFileSync(options.node, ['--version'], { encoding: 'utf8' }).trim();
  const rows: Row[] = [];
  for (const scenario of scenarios) {
    const row = await compare(scenario, libraries, { path: options.node, version });
    rows.push(row);
    console.error(line(row));
  }
  const machine = {
    node: version,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    os: `${type()} ${release()}`,
  };
  const versions = Object.fromEntries(libraries.map((library) => [library.name, library.version]));
  console.log(`\nNode ${version}\n\n${table(rows, versions)}`);
  const date = new Date().toISOString().slice(0, 10);
  if (options.json)
    writeFileSync(options.json, `${JSON.stringify({ date, machine, versions, scenarios: rows }, undefined, 2)}\n`);
  const broken = brokenClaims(scenarios, rows);
  if (broken.length > 0) console.error(`\nprom-cluster claims to pass and fails: ${broken.join(', ')}`);
  return broken.length > 0 ? 1 : 0;
}
