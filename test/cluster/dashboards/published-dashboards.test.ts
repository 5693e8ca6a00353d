// needs: prometheus
// CPU limit: 120 s
// Takes long, as rates need several scrapes, which are a second apart.
import { totalmem } from 'node:os';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { underLoad } from '../driver/clients/load.js';
import type { Fixture } from '../driver/fixture.js';
import { type Found, Prometheus } from '../driver/prometheus/prometheus.js';
import { withFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

/** The query of a dashboard's panel, and which answers make sense. */
interface Panel {
  /** The query as it was published; `$instance` is the dashboard's variable. */
  readonly query: string;
  /** Labels that tell the answers apart, besides `worker`. @default none */
  readonly by?: readonly string[];
  /** Whether a value makes sense; each answer has to. */
  readonly isSensible: (value: number) => boolean;
  /** Whether a value shows that the panel tells something; one answer of each process has to. @default `isSensible` */
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

/** Panels of dashboard 11159, which answer for every process. */
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

/** Panels of dashboard 11956 that 11159 does not have; they answer for every process. */
const PROCESS_11956: readonly Panel[] = [
  { query: `irate(process_cpu_seconds_total${SELECTOR}[2m]) * 100`, isSensible: isCpuPercent },
  { query: `process_virtual_memory_bytes${SELECTOR}`, isSensible: (value) => value > 1e6 },
  { query: `process_heap_bytes${SELECTOR}`, isSensible: (value) => value > 1e6 },
  { query: `process_open_fds${SELECTOR}`, isSensible: isSome },
  { query: `process_max_fds${SELECTOR}`, isSensible: isSome },
  { query: `nodejs_active_handles${SELECTOR}`, by: ['type'], isSensible: isSome },
  { query: `nodejs_version_info${SELECTOR}`, by: ['major', 'minor', 'patch', 'version'], isSensible: isOne },
];

/** Panels of dashboard 14058 that the others do not have; they answer for every process. */
const MONITORING_14058: readonly Panel[] = [
  { query: `nodejs_eventloop_lag_p50_seconds${SELECTOR}`, isSensible: isDelay },
  { query: `nodejs_eventloop_lag_p99_seconds${SELECTOR}`, isSensible: isDelay },
];

/** Panels that answer for processes which allocate memory and wait for files: for each worker, perhaps for the primary. */
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
    // A kind of collection that did not occur in these two minutes has no mean.
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

/** Fills in the variable as Grafana does: with the instances that Prometheus has. */
function fill(query: string, { metricsUrl }: Fixture): string {
  return query.replaceAll('$instance', new URL(metricsUrl).host.replaceAll('.', '\\\\.'));
}

function gcRates(prometheus: Prometheus): Promise<Found[]> {
  return prometheus.vector('rate(nodejs_gc_duration_seconds_count{kind="minor",worker!="primary"}[2m]) > 0');
}

/** Waits until each query of CPU time shows some. The queries look at the last two scrapes, so there has to be load meanwhile. */
async function untilCpuIsUsed(prometheus: Prometheus, fixture: Fixture): Promise<void> {
  for (const { query } of [...NODEJS_APPLICATION_11159, ...PROCESS_11956].filter((each) => /_cpu_/.test(each.query))) {
    await waitFor(`${query} of a worker above 0`, async () => {
      const found = await prometheus.vector(fill(query, fixture));
      return found.some(({ labels, value }) => WORKERS.includes(labels['worker'] ?? '') && value > 0);
    });
  }
}

/** Throws unless each of `workers` has an answer that tells something, and every answer is of a process and makes sense. */
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

/** Throws unless the query behind the dashboards' restart annotations sees a restart. */
async function assertRestartIsSeen(fixture: Fixture, prometheus: Prometheus): Promise<void> {
  const changes = fill(`sum(changes(process_start_time_seconds${SELECTOR}[1m]))`, fixture);
  assert.equal(await prometheus.vector(changes), [{ labels: {}, value: 0 }]);
  const pid = await fixture.readyPid(0);
  process.kill(pid, 'SIGKILL');
  await fixture.readyPid(0, pid);
  await waitFor('the restart', async () => (await prometheus.value(changes)) === 1);
}
