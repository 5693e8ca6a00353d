import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Gauge, Registry } from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRuntimeSource } from '../../../src/shared/runtime/runtime-source.js';
import { RegistrySampler } from '../../../src/shared/sampling/registry-sampler.js';
import { ChangeTracker } from '../../../src/shared/tracking/change-tracker.js';
import { Received } from '../tracking/received.js';

const test = suite('runtime source in a sampler');

const METRICS = 5;
const EACH_MS = 20;
/** Machines that are short of CPU delay for others: one sweep of several is enough. */
const SWEEPS = 50;

test('the lag of an idle loop is about 0, however long its metrics take to read', async () => {
  const tracker = new ChangeTracker({ maxSeries: 1000 });
  const runtime = createRuntimeSource(tracker, {});
  const received = new Received();
  const slow = { registry: slowRegistry(), scope: () => 'merged' as const };
  const sampler = new RegistrySampler(
    tracker,
    () => [runtime(), slow],
    () => undefined,
  );
  const lags: number[] = [];
  for (let sweep = 0; sweep < SWEEPS && !(Math.min(...lags) < 0.002); sweep++) {
    await sampler.sample();
    await untilMeasured();
    received.flush(tracker);
    lags.push(received.of('nodejs_eventloop_lag_seconds')['']?.[0] ?? Number.NaN);
  }
  assert.ok(Math.min(...lags) < 0.002, `${lags}`);
});

test.run();

/** Metrics that are collected, each of which takes longer than a slice of a sweep. */
function slowRegistry(): Registry {
  const registry = new Registry();
  for (let index = 0; index < METRICS; index++) {
    const collect = () => {
      const end = performance.now() + EACH_MS;
      while (performance.now() < end);
    };
    new Gauge({ name: `slow_${index}`, help: 'Slow to read.', registers: [registry], collect });
  }
  return registry;
}

async function untilMeasured(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await nextTurn();
}
