import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Aggregator } from '../../../src/primary/aggregator/aggregator.js';
import { resolveOptions } from '../../../src/shared/options/resolve-options.js';
import { parsePage, sampleKey } from './page.js';
import { threadSettings } from './thread-settings.js';

const test = suite("the system's clock");
const { now } = Date;
const HOUR_MS = 3_600_000;
const AGE = 'cluster_worker_snapshot_age_seconds';

test.after.each(() => {
  Date.now = now;
});

for (const jumpMs of [HOUR_MS, -HOUR_MS]) {
  test(`is set ${jumpMs > 0 ? 'forward' : 'back'}: neither the uptime nor the age of a worker's values jumps`, async () => {
    const aggregator = startedAggregator();
    aggregator.enter({ kind: 'began', slot: 0, incarnation: 1, pid: 1 });
    const before = await samples(aggregator);
    Date.now = () => now() + jumpMs;
    const after = await samples(aggregator);
    for (const key of [sampleKey('uptime_seconds', []), sampleKey(AGE, [['worker', 0]])]) {
      const [from = Number.NaN, to = Number.NaN] = [before.get(key), after.get(key)];
      assert.ok(from >= 0 && to >= from && to - from < HOUR_MS / 2000, `${key}: ${from} to ${to}`);
    }
  });
}

test.run();

function startedAggregator(): Aggregator {
  const outlets = { post: () => undefined, requestFlush: () => undefined, enterOutside: () => undefined };
  return new Aggregator(threadSettings(resolveOptions({}, {})), outlets);
}

async function samples(aggregator: Aggregator): Promise<Map<string, number>> {
  return parsePage(String(await aggregator.page({ names: new Set(), worker: undefined })));
}
