// `npm run bench [-- --json FILE] [-- --quick]`: the first rows of the goals in "How fast", beside prom-client.
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { measureHttp } from './http-cost.js';
import { measureMerge } from './merge.js';
import { measureRecord } from './record.js';
import { measureRelay } from './relay.js';
import { FULL, QUICK, type Result, table } from './result.js';

const { values: options } = parseArgs({
  options: { json: { type: 'string' }, quick: { type: 'boolean', default: false } },
});

await run();

async function run(): Promise<void> {
  const effort = options.quick ? QUICK : FULL;
  const results: Result[] = [
    await measureRecord(effort),
    await measureHttp(effort),
    ...(await measureRelay(effort)),
    ...(await measureMerge(effort)),
  ];
  const machine = { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores: availableParallelism() };
  console.log(`Node ${machine.node}, ${machine.cores} x ${machine.cpu}; medians\n`);
  console.log(table(results));
  if (options.json !== undefined)
    writeFileSync(options.json, `${JSON.stringify({ machine, results }, undefined, 2)}\n`);
}
