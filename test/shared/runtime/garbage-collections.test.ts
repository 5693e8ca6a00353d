import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { GCProfiler, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Registry } from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { registerGarbageCollections } from '../../../src/shared/runtime/garbage-collections.js';

const test = suite('garbage collections');

const BURSTS = 30;
const MINORS_A_BURST = 100;
/** How many more there may be while neither the profiler nor the registry looks. */
const TOLERANCE = 2;

/** As the profiler calls them; of a minor mark-sweep it does not know the name before Node 24. */
const KINDS: Readonly<Record<string, string>> = {
  Scavenge: 'minor',
  MinorMarkSweep: 'minor',
  Unknown: 'minor',
  MarkSweepCompact: 'major',
  IncrementalMarking: 'incremental',
  ProcessWeakCallbacks: 'weakcb',
};

test('thousands of collections in bursts: as many of each kind, for as long, as the profiler says', async () => {
  const registry = startCounting();
  const collect = exposeGc();
  const profiler = new GCProfiler();
  const before = await readOnceQuiet(registry);
  profiler.start();
  for (let burst = 0; burst < BURSTS; burst++) {
    for (let done = 0; done < MINORS_A_BURST; done++) collect({ type: 'minor' });
    collect({ type: 'major' });
    await nextTurn();
  }
  const after = await readOnceQuiet(registry);
  const { statistics } = profiler.stop();
  for (const kind of new Set(Object.values(KINDS))) {
    const ofKind = statistics.filter(({ gcType }) => KINDS[gcType] === kind);
    const counted = after(`count{kind="${kind}"}`) - before(`count{kind="${kind}"}`);
    assert.ok(Math.abs(counted - ofKind.length) <= TOLERANCE, `${kind}: ${counted} of ${ofKind.length}`);
  }
  assert.ok(after('count{kind="minor"}') >= BURSTS * MINORS_A_BURST);
  const seconds = statistics.reduce((sum, { cost }) => sum + cost, 0) / 1e6;
  const told = ['minor', 'major', 'incremental', 'weakcb']
    .map((kind) => after(`sum{kind="${kind}"}`) - before(`sum{kind="${kind}"}`))
    .reduce((sum, each) => sum + each, 0);
  assert.ok(told > 0.5 * seconds && told < 1.5 * seconds, `${told} s of ${seconds}`);
});

test('the last collection was between then and now', async () => {
  const registry = startCounting();
  const collect = exposeGc();
  const before = performance.timeOrigin + performance.now();
  collect({ type: 'major' });
  const after = performance.timeOrigin + performance.now();
  while ((await lastTimestamp(registry)) === 0) await nextTurn();
  await readOnceQuiet(registry);
  const shown = await lastTimestamp(registry);
  assert.ok(shown * 1000 >= before && shown * 1000 <= after + 1000, `${before} ${shown} ${after}`);
});

test('before the first collection its time is 0, so that no series is new afterwards', async () => {
  assert.is(await lastTimestamp(startCounting()), 0);
});

test.run();

function startCounting(): Registry {
  const registry = new Registry();
  registerGarbageCollections(registry);
  return registry;
}

async function lastTimestamp(registry: Registry): Promise<number> {
  return Number(/^nodejs_gc_last_timestamp_seconds (\S+)/m.exec(await registry.metrics())?.[1]);
}

function exposeGc(): (options: { type: 'minor' | 'major' }) => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  assert.type(collect, 'function');
  return collect as ReturnType<typeof exposeGc>;
}

/** Reads when no further collections are handed over for some turns. */
async function readOnceQuiet(registry: Registry): Promise<(sample: string) => number> {
  let text = '';
  for (let quiet = 0; quiet < 5; quiet++) {
    await nextTurn();
    const now = await registry.metrics();
    if (now !== text) quiet = 0;
    text = now;
  }
  return (sample) => {
    const line = text.split('\n').find((each) => each.startsWith(`nodejs_gc_duration_seconds_${sample}`));
    return Number(line?.split(' ')[1] ?? 0);
  };
}
