// needs: prometheus
// CPU limit: 120 s
// Takes long, as rates need several scrapes, which are a second apart.
import { totalmem } from 'node:os';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Fixture, waitFor, withFixture } from './driver.js';
import { underLoad } from './load.js';
import { type Found, Prometheus } from './prometheus.js';

/** What a dashboard's panel asks for, and what makes sense as an answer. */
interface Panel {
  /** As it was published; `$instance` is the dashboard's variable. */
  readonly query: string;
  /** The labels besides `worker` that tell the answers apart. @default none */
  readonly by?: readonly string[];
  /** What is right for each answer. */
  readonly isSensible: (value: number) => boolean;
  /** What one answer of each process has to be, where not all have. @default what is right for each */
  readonly isTelling?: (value: number) => boolean;
}

const test = suite('published dashboards');

const WORKERS = ['0', '1'];
const PROCESSES = [...WORKERS, 'primary'];
const SELECTOR = '{instance=~"$instance"}';

const isCpuPercent = (value: number) => value >= 0 && value < 400;
const isMemory = (value: number) => value >= 0 && value < totalmem();
const isPositiveMemory = (value: number) => value > 1e6 && value < totalmem();
const isDelay = (value: number) => value >= 0 && value < 10;
const isCount = (value: number) => Number.isInteger(value) && value >= 0;
const isSome = (value: number) => Number.isInteger(value) && value >= 1;
const isOne = (value: number) => value === 1;

/** Answered for every process. */
const NODEJS_APPLICATION_11159: readonly Panel[] = [
  { query: `irate(process_cpu_user_seconds_total${SELECTOR}[2m]) * 100`, isSensible: isCpuPercent },
  { query: `irate(process_cpu_system_seconds_total${SELECTOR}[2m]) * 100`, isSensible: isCpuPercent },
  { query: `nodejs_eventloop_lag_seconds${SELECTOR}`, isSensible: isDelay },
  { query: `process_resident_memory_bytes${SELECTOR}`, isSensible: isPositiveMemory },
  { query: `nodejs_heap_size_total_bytes${SELECTOR}`, isSensible: isPositiveMemory },
  { query: `nodejs_heap_size_used_bytes${SELECTOR}`, isSensible: isPositiveMemory },
  { query: `nodejs_external_memory_bytes${SELECTOR}`, isSensible: (value) => value > 0 && value < totalmem() },
  { query: `nodejs_active_handles_total${SELECTOR}`, isSensible: isSome },
  { query: `nodejs_active_requests_total${SELECTOR}`, isSensible: isCount },
  ...['total', 'used', 'available'].map((size) => ({
    query: `nodejs_heap_space_size_${size}_bytes${SELECTOR}`,
    by: ['space'],
    isSensible: isMemory,
    isTelling: (value: number) => value > 10_000,
  })),
];

/** Likewise; those of 11159 aside. */
const PROCESS_11956: readonly Panel[] = [
  { query: `irate(process_cpu_seconds_total${SELECTOR}[2m]) * 100`, isSensible: isCpuPercent },
  { query: `process_virtual_memory_bytes${SELECTOR}`, isSensible: (value) => value > 1e6 },
  { query: `process_heap_bytes${SELECTOR}`, isSensible: (value) => value > 1e6 },
  { query: `process_open_fds${SELECTOR}`, isSensible: isSome },
  { query: `process_max_fds${SELECTOR}`, isSensible: isSome },
  { query: `nodejs_active_handles${SELECTOR}`, by: ['type'], isSensible: isSome },
  { query: `nodejs_version_info${SELECTOR}`, by: ['major', 'minor', 'patch', 'version'], isSensible: isOne },
];

/** Likewise. */
const MONITORING_14058: readonly Panel[] = [
  { query: `nodejs_eventloop_lag_p50_seconds${SELECTOR}`, isSensible: isDelay },
  { query: `nodejs_eventloop_lag_p99_seconds${SELECTOR}`, isSensible: isDelay },
];

/** What only processes have that allocate and wait for files, as the workers do; the primary may. */
const OF_WORKERS: readonly Panel[] = [
  { query: `nodejs_active_requests${SELECTOR}`, by: ['type'], isSensible: isSome },
  { query: `nodejs_gc_duration_seconds_count${SELECTOR}`, by: ['kind'], isSensible: isCount, isTelling: isSome },
  {
    query: `nodejs_gc_duration_seconds_sum${SELECTOR}`,
    by: ['kind'],
    isSensible: (value) => value >= 0 && value < 60,
    isTelling: (value) => value > 0,
  },
  {
    // A kind that did not come within the time has no mean.
    query: `rate(nodejs_gc_duration_seconds_sum${SELECTOR}[2m]) / rate(nodejs_gc_duration_seconds_count${SELECTOR}[2m])`,
    by: ['kind'],
    isSensible: (value) => Number.isNaN(value) || (value > 0 && value < 1),
    isTelling: (value) => value > 0,
  },
];

test('the queries of published dashboards answer for each process', () =>
  withFixture('allocating-app', {}, async (fixture) => {
    const prometheus = await Prometheus.start(fixture.metricsUrl);
    try {
      await underLoad(fixture.url, async () => {
        await waitFor('rates', async () => (await gcRates(prometheus)).length === WORKERS.length);
        await untilCpuIsUsed(prometheus, fixture);
      });
      const ask = (query: string) => prometheus.vector(fill(query, fixture));
      for (const panel of [...NODEJS_APPLICATION_11159, ...PROCESS_11956, ...MONITORING_14058])
        assertAnswers(await ask(panel.query), panel, PROCESSES);
      for (const panel of OF_WORKERS) assertAnswers(await ask(panel.query), panel, WORKERS);
      await assertSpaces(prometheus);
      const [version] = await ask(`sum by(version)(nodejs_version_info${SELECTOR})`);
      assert.equal(version, { labels: { version: process.version }, value: PROCESSES.length });
      await assertRestartIsSeen(fixture, prometheus);
    } finally {
      await prometheus.stop();
    }
  }));

test.run();

/** What Grafana does: the variable lists the instances that Prometheus has. */
function fill(query: string, { metricsUrl }: Fixture): string {
  return query.replaceAll('$instance', new URL(metricsUrl).host.replaceAll('.', '\\\\.'));
}

function gcRates(prometheus: Prometheus): Promise<Found[]> {
  return prometheus.vector('rate(nodejs_gc_duration_seconds_count{kind="minor",worker!="primary"}[2m]) > 0');
}

/** Of the last two scrapes, so this can be asked under load only. */
async function untilCpuIsUsed(prometheus: Prometheus, fixture: Fixture): Promise<void> {
  for (const { query } of [...NODEJS_APPLICATION_11159, ...PROCESS_11956].filter((each) => /_cpu_/.test(each.query))) {
    await waitFor(`${query} of a worker above 0`, async () => {
      const found = await prometheus.vector(fill(query, fixture));
      return found.some(({ labels, value }) => WORKERS.includes(labels['worker'] ?? '') && value > 0);
    });
  }
}

/** For each of `workers`, and for nobody who is no process. */
function assertAnswers(found: readonly Found[], panel: Panel, workers: readonly string[]): void {
  const { query, by = [], isSensible, isTelling = isSensible } = panel;
  for (const { labels, value } of found) {
    assert.equal(Object.keys(labels).sort(), [...by, 'worker'].sort(), query);
    assert.ok(PROCESSES.includes(labels['worker'] ?? ''), `${query} of ${labels['worker']}`);
    assert.ok(isSensible(value), `${query} of ${JSON.stringify(labels)}: ${value}`);
  }
  for (const worker of workers) {
    const isTold = found.some(({ labels, value }) => labels['worker'] === worker && isTelling(value));
    assert.ok(isTold, `${query} of ${worker}: ${JSON.stringify(found)}`);
  }
}

async function assertSpaces(prometheus: Prometheus): Promise<void> {
  const spaces = await prometheus.vector('nodejs_heap_space_size_used_bytes{worker="0"}');
  const names = spaces.map(({ labels }) => labels['space']);
  for (const name of ['new', 'old', 'code', 'large_object']) assert.ok(names.includes(name), name);
}

/** The restart annotations of the dashboards come from this query. */
async function assertRestartIsSeen(fixture: Fixture, prometheus: Prometheus): Promise<void> {
  const changes = fill(`sum(changes(process_start_time_seconds${SELECTOR}[1m]))`, fixture);
  assert.equal(await prometheus.vector(changes), [{ labels: {}, value: 0 }]);
  const pid = await fixture.readyPid(0);
  process.kill(pid, 'SIGKILL');
  await fixture.readyPid(0, pid);
  await waitFor('the restart', async () => (await prometheus.value(changes)) === 1);
}
