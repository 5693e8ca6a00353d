// `npm run bench [-- --json FILE] [-- --quick] [-- --group NAME]`: measures the goals and the curves behind the goals,
// beside the peers, and prints one table. FILE gets the report of one whole run: with `--group` or `--quick` FILE must be
// new.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { Effort, Measurement } from '../costs/measurement.js';
import type { BenchReport } from '../report/bench-report.js';
import { GROUPS, type Row } from '../report/row.js';
import { notes, table } from './console-table.js';
import { createProvenance } from './create-provenance.js';
import { MEASUREMENTS } from './measurements.js';
import { runMeasurement } from './run-measurement.js';
import { refuseToMix, writeReport } from './write-report.js';

const { values: options } = parseArgs({
  options: {
    json: { type: 'string' },
    quick: { type: 'boolean', default: false },
    group: { type: 'string' },
  },
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));
await run();

async function run(): Promise<void> {
  const { group, json, quick } = options;
  const chosen = MEASUREMENTS.filter(({ groups }) => group === undefined || groups.some((one) => one === group));
  if (chosen.length === 0) throw new Error(`Expected a group (${GROUPS.join(', ')}), got ${group}`);
  if (json !== undefined) refuseToMix(json, quick || group !== undefined);
  const provenance = createProvenance();
  // Figures of a quick run say nothing, so measurements may disturb each other.
  const measured = await measureAll(chosen, quick ? 'quick' : 'full', quick ? availableParallelism() : 1);
  const report = { ...provenance, rows: GROUPS.flatMap((name) => measured.filter((row) => row.group === name)) };
  print(report);
  if (json !== undefined) writeReport(json, report);
}

/** @returns the rows of the measurements that did not fail, in the order of the measurements */
async function measureAll(chosen: readonly Measurement[], effort: Effort, atOnce: number): Promise<Row[]> {
  const rows: Row[][] = [];
  const waiting = [...chosen.entries()];
  const runNext = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const measured = await runMeasurement(next[1], effort);
      if (!measured) process.exitCode = 1;
      rows[next[0]] = measured ?? [];
    }
  };
  await Promise.all(Array.from({ length: atOnce }, runNext));
  return rows.flat();
}

function print({ machine: { node, cores, cpu }, versions, rows }: BenchReport): void {
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  console.log(`Node ${node}, ${cores} x ${cpu}; ${named.join(', ')}; medians\n`);
  console.log(table(rows));
  console.log(`\n${notes(rows)}`);
  if (!('client_golang' in versions)) console.log('client_golang: not installed');
}
