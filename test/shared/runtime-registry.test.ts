import { collectDefaultMetrics, register } from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRuntimeRegistry } from '../../src/shared/runtime-registry.js';

const test = suite('runtime-registry');

async function readValue(registry: ReturnType<typeof createRuntimeRegistry>, name: string): Promise<number> {
  const result = await registry.getSingleMetric(name)?.get();
  const value = result?.values[0]?.value;
  if (value === undefined) throw new Error(`${name} has no value`);
  return value;
}

test('it has the names of the default metrics, and leaves the default register alone', () => {
  const registry = createRuntimeRegistry();
  const names = registry.getMetricsAsArray().map((metric) => metric.name);
  assert.equal(register.getMetricsAsArray().length, 0);
  collectDefaultMetrics();
  const expected = register.getMetricsAsArray().map((metric) => metric.name);
  assert.equal(names.sort(), expected.sort());
  assert.ok(names.includes('process_start_time_seconds') && names.includes('process_cpu_user_seconds_total'));
});

test('CPU time counts from the start of the process', async () => {
  const before = process.cpuUsage();
  const registry = createRuntimeRegistry();
  const user = await readValue(registry, 'process_cpu_user_seconds_total');
  const system = await readValue(registry, 'process_cpu_system_seconds_total');
  const total = await readValue(registry, 'process_cpu_seconds_total');
  const after = process.cpuUsage();
  assert.ok(user * 1e6 >= before.user - 1 && user * 1e6 <= after.user + 1, `${user}`);
  assert.ok(system * 1e6 >= before.system - 1 && system * 1e6 <= after.system + 1, `${system}`);
  assert.ok(total * 1e6 >= before.user + before.system - 1, `${total}`);
  assert.ok((await readValue(registry, 'process_cpu_user_seconds_total')) >= user);
});

test.run();
