// `npm run compare [-- --only ID ...] [--library NAME ...] [--json FILE] [--node PATH]`: runs what goes wrong in cluster
// modes with each library, and prints which library passes.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { libraryOf } from '../peers/libraries.js';
import type { CompareReport, ScenarioResult } from '../report/compare-report.js';
import { LIBRARY_NAMES } from '../report/library-names.js';
import { originOf } from '../report/provenance.js';
import { brokenClaims, compare } from './comparison.js';
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
  const results: ScenarioResult[] = [];
  for (const scenario of scenarios) {
    const result = await compare(scenario, libraries, { path: options.node, version });
    results.push(result);
    console.error(line(result));
  }
  const versions = Object.fromEntries(libraries.map((library) => [library.name, library.version]));
  console.log(`\nNode ${version}\n\n${table(results, versions)}`);
  if (options.json) write(options.json, { ...originOf(version), versions, scenarios: results });
  const broken = brokenClaims(scenarios, results);
  if (broken.length > 0) console.error(`\nprom-cluster claims to pass and fails: ${broken.join(', ')}`);
  return broken.length > 0 ? 1 : 0;
}

function write(file: string, report: CompareReport): void {
  writeFileSync(file, `${JSON.stringify(report, undefined, 2)}\n`);
}
