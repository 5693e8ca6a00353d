// needs: prometheus
// time limit: 240 s
import { totalmem } from 'node:os';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Fixture, waitFor, withFixture } from './driver.js';
import { underLoad } from './load.js';
import { type Found, Prometheus } from './prometheus.js';

/** What a dashboard's panel asks for, with its variables filled in, and what makes sense as an answer. */
interface Panel {
  readonly query: string;
  readonly isSensible: (value: number) => boolean;
}

const test = suite('published dashboards');

const WORKERS = ['0', '1'];
const PROCESSES = [...WORKERS, 'primary'];
const INSTANCE = 'instance=~".+"';

const isCpuPercent = (value: number) => value >= 0 && value < 400;
const isMemory = (value: number) => value > 0 && value < totalmem();
const isPositiveMemory = (value: number) => value > 1e6 && value < totalmem();
const isDelay = (value: number) => value >= 0 && value < 10;
const isCount = (value: number) => Number.isInteger(value) && value >= 0;
const isSome = (value: number) => Number.isInteger(value) && value >= 1;

/** The queries of Grafana's dashboards 11159, 11956 and 14058: as they are, each answers for every process. */
const OF_EACH_PROCESS: readonly Panel[] = [
  { query: `irate(process_cpu_user_seconds_total{${INSTANCE}}[2m]) * 100`, isSensible: isCpuPercent },
  { query: `irate(process_cpu_system_seconds_total{${INSTANCE}}[2m]) * 100`, isSensible: isCpuPercent },
  { query: `irate(process_cpu_seconds_total{${INSTANCE}}[2m]) * 100`, isSensible: isCpuPercent },
  { query: `nodejs_eventloop_lag_seconds{${INSTANCE}}`, isSensible: isDelay },
  { query: `nodejs_eventloop_lag_p50_seconds{${INSTANCE}}`, isSensible: isDelay },
  { query: `nodejs_eventloop_lag_p99_seconds{${INSTANCE}}`, isSensible: isDelay },
  { query: `process_resident_memory_bytes{${INSTANCE}}`, isSensible: isPositiveMemory },
  { query: `process_virtual_memory_bytes{${INSTANCE}}`, isSensible: (value) => value > 1e6 },
  { query: `process_heap_bytes{${INSTANCE}}`, isSensible: (value) => value > 1e6 },
  { query: `nodejs_heap_size_total_bytes{${INSTANCE}}`, isSensible: isPositiveMemory },
  { query: `nodejs_heap_size_used_bytes{${INSTANCE}}`, isSensible: isPositiveMemory },
  { query: `nodejs_external_memory_bytes{${INSTANCE}}`, isSensible: isMemory },
  { query: `nodejs_active_handles_total{${INSTANCE}}`, isSensible: isSome },
  { query: `nodejs_active_requests_total{${INSTANCE}}`, isSensible: isCount },
  { query: `sum by (worker) (nodejs_active_handles{${INSTANCE}})`, isSensible: isSome },
  { query: `sum by (worker) (nodejs_heap_space_size_total_bytes{${INSTANCE}})`, isSensible: isPositiveMemory },
  { query: `sum by (worker) (nodejs_heap_space_size_used_bytes{${INSTANCE}})`, isSensible: isPositiveMemory },
  { query: `sum by (worker) (nodejs_heap_space_size_available_bytes{${INSTANCE}})`, isSensible: isMemory },
  { query: `process_open_fds{${INSTANCE}}`, isSensible: isSome },
  { query: `process_max_fds{${INSTANCE}}`, isSensible: isSome },
  { query: `nodejs_version_info{${INSTANCE}}`, isSensible: (value) => value === 1 },
];

/** What only processes have that allocate and wait for files. */
const OF_EACH_WORKER: readonly Panel[] = [
  { query: `sum by (worker) (nodejs_active_requests{worker!="primary"})`, isSensible: isSome },
  { query: `nodejs_gc_duration_seconds_count{kind="minor",worker!="primary"}`, isSensible: isSome },
  {
    query:
      'rate(nodejs_gc_duration_seconds_sum{kind="minor",worker!="primary"}[2m]) / rate(nodejs_gc_duration_seconds_count{kind="minor",worker!="primary"}[2m])',
    isSensible: (value) => value > 0 && value < 1,
  },
];

test('the queries of published dashboards answer for each process', () =>
  withFixture('allocating-app', {}, async (fixture) => {
    const prometheus = await Prometheus.start(fixture.metricsUrl);
    try {
      await underLoad(fixture.url, async () => {
        await waitFor('rates', async () => (await gcRates(prometheus)).length === WORKERS.length);
      });
      for (const panel of OF_EACH_PROCESS) await assertAnswers(prometheus, panel, PROCESSES);
      for (const panel of OF_EACH_WORKER) await assertAnswers(prometheus, panel, WORKERS);
      await assertSpaces(prometheus);
      const [version] = await prometheus.vector(`sum by (version) (nodejs_version_info{${INSTANCE}})`);
      assert.equal(version, { labels: { version: process.version }, value: PROCESSES.length });
      await assertRestartIsSeen(fixture, prometheus);
    } finally {
      await prometheus.stop();
    }
  }));

test.run();

function gcRates(prometheus: Prometheus): Promise<Found[]> {
  return prometheus.vector('rate(nodejs_gc_duration_seconds_count{kind="minor",worker!="primary"}[2m]) > 0');
}

async function assertAnswers(prometheus: Prometheus, { query, isSensible }: Panel, workers: string[]): Promise<void> {
  const found = await prometheus.vector(query);
  assert.equal(found.map(({ labels }) => labels['worker']).sort(), workers, query);
  for (const { labels, value } of found) assert.ok(isSensible(value), `${query} of ${labels['worker']}: ${value}`);
}

async function assertSpaces(prometheus: Prometheus): Promise<void> {
  const spaces = await prometheus.vector('nodejs_heap_space_size_used_bytes{worker="0"}');
  const names = spaces.map(({ labels }) => labels['space']);
  for (const name of ['new', 'old', 'code', 'large_object']) assert.ok(names.includes(name), name);
}

/** The restart annotations of the dashboards come from this query. */
async function assertRestartIsSeen(fixture: Fixture, prometheus: Prometheus): Promise<void> {
  const changes = 'sum(changes(process_start_time_seconds[1m]))';
  assert.equal(await prometheus.vector(changes), [{ labels: {}, value: 0 }]);
  const pid = await fixture.readyPid(0);
  process.kill(pid, 'SIGKILL');
  await fixture.readyPid(0, pid);
  await waitFor('the restart', async () => (await prometheus.value(changes)) === 1);
}
