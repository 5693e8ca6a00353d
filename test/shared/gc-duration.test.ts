import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Registry } from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { registerGcDuration } from '../../src/shared/gc-duration.js';

const test = suite('garbage collections');
const BURST = 40;

test('each collection of a burst is counted', async () => {
  const registry = new Registry();
  registerGcDuration(registry);
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  assert.type(collect, 'function');
  for (let round = 0; round < BURST; round++) (collect as () => void)();
  let counted = 0;
  for (let turn = 0; turn < 1000 && counted < BURST; turn++) {
    await nextTurn();
    counted = await majorsIn(registry);
  }
  assert.ok(counted >= BURST, `${counted} of ${BURST}`);
});

test.run();

async function majorsIn(registry: Registry): Promise<number> {
  const [metric] = await registry.getMetricsAsJSON();
  const values: readonly { value: number; labels: object; metricName?: string }[] = metric?.values ?? [];
  const count = values.find(({ metricName, labels }) => {
    return metricName === 'nodejs_gc_duration_seconds_count' && Reflect.get(labels, 'kind') === 'major';
  });
  return count?.value ?? 0;
}
