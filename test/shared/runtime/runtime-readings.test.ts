import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import { collectDefaultMetrics, Registry, register } from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { labelsKey, sortLabels } from '../../../src/shared/model/family.js';
import { createRuntimeReadings } from '../../../src/shared/runtime/runtime-readings.js';
import { RegistrySampler } from '../../../src/shared/sampling/registry-sampler.js';
import { ChangeTracker } from '../../../src/shared/tracking/change-tracker.js';
import { Received } from '../tracking/received.js';

const test = suite('runtime readings');

const CLEAN_TRIES = 10;

test('it has every name of the default metrics with its type and labels, and leaves the default register alone', async () => {
  const ours = createRuntimeReadings(new ChangeTracker({ maxSeries: 1000 })).names;
  const shapes = shapesOf(readAll());
  assert.equal(register.getMetricsAsArray().length, 0);
  const peer = new Registry();
  collectDefaultMetrics({ register: peer });
  await peer.metrics();
  await setImmediate();
  for (const [name, shape] of shapesOf(await sampled(peer))) {
    assert.ok(ours.has(name), name);
    // Of some there is nothing to tell here and now, as before the first garbage collection.
    if (shapes.has(name)) assert.equal(shapes.get(name), shape, name);
  }
  assert.ok(shapes.has('nodejs_version_info') && shapes.has('nodejs_heap_space_size_used_bytes'));
});

test('CPU time counts from the start of the process', () => {
  const before = process.cpuUsage();
  const values = read();
  const after = process.cpuUsage();
  const user = Number(values('process_cpu_user_seconds_total'));
  const system = Number(values('process_cpu_system_seconds_total'));
  assert.ok(user * 1e6 >= before.user - 1 && user * 1e6 <= after.user + 1, `${user}`);
  assert.ok(system * 1e6 >= before.system - 1 && system * 1e6 <= after.system + 1, `${system}`);
  assert.ok(Math.abs(Number(values('process_cpu_seconds_total')) - user - system) < 1e-6);
});

test('the heap is what V8 says of it', () => {
  const before = getHeapStatistics();
  const values = read();
  const limit = before.heap_size_limit;
  assert.is(values('nodejs_heap_size_limit_bytes'), limit);
  const used = Number(values('nodejs_heap_size_used_bytes'));
  assert.ok(Math.abs(Number(values('nodejs_heap_headroom_ratio')) - (1 - used / limit)) < 1e-9);
  assert.ok(used > 0.5 * before.used_heap_size && used < 2 * before.used_heap_size, `${used}`);
  assert.ok(Number(values('nodejs_native_contexts')) >= 1);
  assert.ok(Number(values('nodejs_malloced_memory_bytes')) > 0);
});

test('a Buffer shows as external memory and as array buffers', () => {
  const before = read();
  const held = Buffer.alloc(50_000_000, 1);
  const after = read();
  for (const name of ['nodejs_external_memory_bytes', 'nodejs_array_buffers_bytes']) {
    const more = Number(after(name)) - Number(before(name));
    assert.ok(more > 0.9 * held.length && more < 1.1 * held.length, `${name} ${more}`);
  }
});

test('a busy event loop is active, a waiting one idle, and both together are the time that passed', async () => {
  // The clock of the loop starts at its first turn.
  await setImmediate();
  const before = readWithin();
  const end = performance.now() + 100;
  while (performance.now() < end);
  // A machine short of CPU takes from the idle time.
  await new Promise((resolve) => setTimeout(resolve, 200));
  const after = readWithin();
  const more = (name: string) => Number(after.values(name)) - Number(before.values(name));
  const active = more('nodejs_eventloop_active_seconds_total');
  const idle = more('nodejs_eventloop_idle_seconds_total');
  assert.ok(active >= 0.095, `${active}`);
  assert.ok(idle > 0, `${idle}`);
  const measured = (active + idle) * 1000;
  assert.ok(measured >= after.from - before.to - 1 && measured <= after.to - before.from + 1, `${measured} ms`);
  assert.ok(more('nodejs_eventloop_iterations_total') >= 1);
});

test('a process that waits is idle for the most of it', async () => {
  await setImmediate();
  const shares: number[] = [];
  // One clean wait is enough on a machine that is short of CPU.
  while (shares.length < CLEAN_TRIES && !shares.some((share) => share > 0.8)) {
    const before = read();
    await new Promise((resolve) => setTimeout(resolve, 200));
    const after = read();
    const more = (name: string) => Number(after(name)) - Number(before(name));
    const idle = more('nodejs_eventloop_idle_seconds_total');
    shares.push(idle / (idle + more('nodejs_eventloop_active_seconds_total')));
  }
  assert.ok(Number(shares.at(-1)) > 0.8, `${shares}`);
});

test('the start of the process and its uptime are read', () => {
  const before = process.uptime();
  const values = read();
  const uptime = Number(values('process_uptime_seconds'));
  assert.ok(uptime >= before && uptime <= process.uptime(), `${uptime} after ${before}`);
  const start = Number(values('process_start_time_seconds'));
  // Whole seconds, as prom-client has it.
  assert.ok(Math.abs(start - performance.timeOrigin / 1000) < 1, `${start} of ${performance.timeOrigin}`);
  assert.ok(Number.isInteger(start));
});

test('it names the versions of Node and of its parts', () => {
  const values = read();
  const [major = '', minor = '', patch = ''] = process.version.slice(1).split('.');
  assert.is(values('nodejs_version_info', { version: process.version, major, minor, patch }), 1);
  assert.is(values('nodejs_component_version_info', { component: 'v8', version: process.versions.v8 }), 1);
});

test('a source that cannot be read is reported, and all others are read', () => {
  const tracker = new ChangeTracker({ maxSeries: 1000 });
  const failures: unknown[] = [];
  const runtime = createRuntimeReadings(tracker, {
    now() {
      throw new Error('no clock');
    },
  });
  runtime.read((error) => failures.push(error));
  assert.ok(failures.length > 0 && failures.every((error) => String(error) === 'Error: no clock'));
  const received = new Received().flush(tracker);
  assert.is(Object.keys(received.of('process_uptime_seconds')).length, 1);
  assert.is(Object.keys(received.of('nodejs_eventloop_lag_mean_seconds')).length, 1);
});

if (process.platform === 'linux') {
  test('threads, stack and descriptors are those that the system lists', () => {
    const values = read();
    assert.is(values('process_threads'), readdirSync('/proc/self/task').length);
    assert.is(values('process_open_fds'), readdirSync('/proc/self/fd').length - 1);
    const limit = execFileSync('sh', ['-c', 'ulimit -n']).toString().trim();
    assert.is(`${values('process_max_fds')}`, limit);
    assert.ok(Number(values('process_stack_bytes')) > 4096);
  });

  test('touching fresh memory counts page faults', () => {
    const before = read();
    Buffer.alloc(20_000_000, 1);
    const after = read();
    const faults = (values: typeof after) => Number(values('process_page_faults_total', { kind: 'minor' }));
    assert.ok(faults(after) - faults(before) > 100);
    assert.ok(Number(after('process_context_switches_total', { kind: 'voluntary' })) > 0);
  });
}

test.run();

type Values = (name: string, labels?: Readonly<Record<string, string>>) => number | undefined;

function read(): Values {
  const received = readAll();
  return (name, labels = {}) => {
    const pairs = sortLabels(Object.entries(labels));
    return received.of(name)[labelsKey(pairs)]?.[0];
  };
}

function readAll(): Received {
  const tracker = new ChangeTracker({ maxSeries: 1000 });
  createRuntimeReadings(tracker).read(throwIt);
  return new Received().flush(tracker);
}

/** Reads, and says between which two times: the values are of one in between. */
function readWithin(): { readonly from: number; readonly to: number; readonly values: Values } {
  const from = performance.now();
  const values = read();
  return { from, to: performance.now(), values };
}

async function sampled(registry: Registry): Promise<Received> {
  const tracker = new ChangeTracker({ maxSeries: 1000 });
  const sampler = new RegistrySampler(
    tracker,
    () => [{ registry, scope: () => 'worker' }],
    () => undefined,
  );
  await sampler.sample();
  return new Received().flush(tracker);
}

function shapesOf(received: Received): Map<string, { type: string; labels: readonly string[] }> {
  return new Map(
    [...received.families.values()].map(({ name, type, labelNames }) => [name, { type, labels: labelNames }]),
  );
}

function throwIt(error: unknown): never {
  throw error;
}
