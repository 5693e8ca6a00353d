// `npm run bench [-- --json FILE] [-- --quick] [-- --group NAME]`: the goals in "How fast" and the curves behind them,
// beside the peers. A FILE holds one whole run: `--group` and `--quick` write to a new one only.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type Effort, GROUPS, type Measurement, type Row } from '../report/row.js';
import { notes, table } from './console-table.js';
import { MEASUREMENTS } from './measurements.js';
import { createProvenance, type Report, refuseToMix, writeReport } from './report.js';
import { runMeasurement } from './run-measurement.js';

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
  // Figures of a quick run say nothing, so its measurements may get in each other's way.
  const measured = await measureAll(chosen, quick ? 'quick' : 'full', quick ? availableParallelism() : 1);
  const report = { ...provenance, rows: GROUPS.flatMap((name) => measured.filter((row) => row.group === name)) };
  print(report);
  if (json !== undefined) writeReport(json, report);
}

/** @returns the rows of those that did not fail, in the order of the measurements */
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

function print({ machine: { node, cores, cpu }, versions, rows }: Report): void {
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  console.log(`Node ${node}, ${cores} x ${cpu}; ${named.join(', ')}; medians\n`);
  console.log(table(rows));
  console.log(`\n${notes(rows)}`);
  if (!('client_golang' in versions)) console.log('client_golang: not installed');
}
