import { setImmediate as nextTurn } from 'node:timers/promises';
import { GCProfiler, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { registerGarbageCollections } from '../../../../src/shared/runtime/memory/garbage-collections.js';
import { ReceivedFamilies } from '../received-families.js';

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

const HOUR_MS = 3_600_000;

test('thousands of collections in bursts: as many of each kind, for as long, as the profiler says', async () => {
  const counting = startCounting();
  const collect = exposeGc();
  const profiler = new GCProfiler();
  const before = await readOnceQuiet(counting);
  profiler.start();
  for (let burst = 0; burst < BURSTS; burst++) {
    for (let done = 0; done < MINORS_A_BURST; done++) collect({ type: 'minor' });
    collect({ type: 'major' });
    await nextTurn();
  }
  const after = await readOnceQuiet(counting);
  const { statistics } = profiler.stop();
  for (const kind of new Set(Object.values(KINDS))) {
    const ofKind = statistics.filter(({ gcType }) => KINDS[gcType] === kind);
    const counted = after(kind).count - before(kind).count;
    assert.ok(Math.abs(counted - ofKind.length) <= TOLERANCE, `${kind}: ${counted} of ${ofKind.length}`);
  }
  assert.ok(after('minor').count >= BURSTS * MINORS_A_BURST);
  const seconds = statistics.reduce((sum, { cost }) => sum + cost, 0) / 1e6;
  const counted = ['minor', 'major', 'incremental', 'weakcb']
    .map((kind) => after(kind).sum - before(kind).sum)
    .reduce((sum, each) => sum + each, 0);
  assert.ok(counted > 0.5 * seconds && counted < 1.5 * seconds, `${counted} s of ${seconds}`);
});

test('the last collection was between then and now', async () => {
  const counting = startCounting();
  const collect = exposeGc();
  const before = Date.now();
  collect({ type: 'major' });
  const after = Date.now();
  while (lastTimestamp(counting) === 0) await nextTurn();
  await readOnceQuiet(counting);
  const shown = lastTimestamp(counting);
  assert.ok(shown * 1000 >= before - 1 && shown * 1000 <= after + 1000, `${before} ${shown} ${after}`);
});

test('the time of the last collection is by the clock as it is set now, whatever it said at the start', async () => {
  const { now } = Date;
  Date.now = () => now() + HOUR_MS;
  try {
    const counting = startCounting();
    exposeGc()({ type: 'major' });
    while (lastTimestamp(counting) === 0) await nextTurn();
    assert.ok(Math.abs(lastTimestamp(counting) * 1000 - Date.now()) < HOUR_MS / 2);
  } finally {
    Date.now = now;
  }
});

test('before the first collection its time is 0, so that no series is new afterwards', () => {
  assert.is(lastTimestamp(startCounting()), 0);
});

test.run();

interface Counting {
  readonly received: ReceivedFamilies;
  readonly record: () => void;
}

function startCounting(): Counting {
  const received = new ReceivedFamilies();
  return {
    received,
    record: registerGarbageCollections(received.families, (error) => assert.unreachable(String(error))),
  };
}

function lastTimestamp({ received, record }: Counting): number {
  record();
  return Number(received.valueOf('nodejs_gc_last_timestamp_seconds'));
}

function exposeGc(): (options: { type: 'minor' | 'major' }) => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  assert.type(collect, 'function');
  return collect as ReturnType<typeof exposeGc>;
}

/** Reads when no further collections are handed over for some turns. */
async function readOnceQuiet({
  received,
  record,
}: Counting): Promise<(kind: string) => { count: number; sum: number }> {
  let shown = '';
  for (let quiet = 0; quiet < 5; quiet++) {
    await nextTurn();
    record();
    const now = JSON.stringify(received.of('nodejs_gc_duration_seconds'));
    if (now !== shown) quiet = 0;
    shown = now;
  }
  const series = received.of('nodejs_gc_duration_seconds');
  return (kind) => {
    const [count = 0, sum = 0] = series[`kind=${kind.length}:${kind};`]?.slice(-2) ?? [];
    return { count, sum };
  };
}
