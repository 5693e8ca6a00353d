import { setTimeout as delay } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { registerEventLoopLag } from '../../src/shared/eventloop-lag.js';

const test = suite('event-loop lag');

test('two scrapers at once see the same lag, and none of 9223372036 s', async () => {
  const { registry, clock } = startMeasuring();
  await someDelays();
  clock.ms = 1000;
  const first = await lagOf(registry);
  await someDelays();
  assert.equal(await lagOf(registry), first);
  for (const [name, seconds] of Object.entries(first)) assert.ok(seconds >= 0 && seconds < 60, `${name} ${seconds}`);
});

test('a window without a delay keeps the figures of the last', async () => {
  const { registry, clock } = startMeasuring();
  await someDelays();
  clock.ms = 1000;
  const first = await lagOf(registry);
  clock.ms = 2000;
  assert.equal(await lagOf(registry), first);
});

test('a blocked loop shows in the longest lag', async () => {
  const { registry, clock } = startMeasuring();
  await someDelays();
  const end = performance.now() + 200;
  while (performance.now() < end);
  await someDelays();
  clock.ms = 1000;
  assert.ok(Number((await lagOf(registry))['nodejs_eventloop_lag_max_seconds']) > 0.15);
});

test.run();

function startMeasuring(): { registry: Registry; clock: { ms: number } } {
  const registry = new Registry();
  const clock = { ms: 0 };
  registerEventLoopLag(registry, () => clock.ms);
  return { registry, clock };
}

/** Lets the monitor's timer come round a few times; how long that takes is not asserted. */
async function someDelays(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await delay(20);
}

async function lagOf(registry: Registry): Promise<Record<string, number>> {
  const metrics = await registry.getMetricsAsJSON();
  const named = metrics.filter(({ name }) => /_lag_(min|max|mean|p50|p90|p99)_/.test(name));
  return Object.fromEntries(named.map(({ name, values }) => [name, Number(values[0]?.value)]));
}
