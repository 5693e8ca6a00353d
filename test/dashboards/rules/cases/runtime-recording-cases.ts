import { AT_MINUTE, counter, gauge, named, type RecordingCase, type Series, stores } from '../rule-cases.js';

const A = '{instance="a",job="app"}';
/** Labels of a job without workers, which has prom-client's own metrics. */
const STRANGER = { job: 'other', instance: 'c' };

type Labels = Readonly<Record<string, string>>;

function grows(name: string, labels: Labels, perMinute: number): Series {
  return { [named(name, labels)]: counter([AT_MINUTE, perMinute]) };
}

function stands(name: string, labels: Labels, value: number): Series {
  return { [named(name, labels)]: gauge([AT_MINUTE + 1, value]) };
}

/** An event loop that is busy for some seconds of each minute. */
function loop(worker: string, busy: number, idle: number): Series {
  return {
    ...grows('nodejs_eventloop_active_seconds_total', { worker }, busy),
    ...grows('nodejs_eventloop_idle_seconds_total', { worker }, idle),
  };
}

/** Delays of an event loop a minute: up to 10 ms, up to 100 ms, all. */
function delays(worker: string, perMinute: readonly [number, number, number]): Series {
  const name = 'nodejs_eventloop_delay_seconds_bucket';
  const [upTo10, upTo100, all] = perMinute;
  return {
    ...grows(name, { worker, le: '0.01' }, upTo10),
    ...grows(name, { worker, le: '0.1' }, upTo100),
    ...grows(name, { worker, le: '+Inf' }, all),
  };
}

const CPU = 'process_cpu_seconds_total';
const RESIDENT = 'process_resident_memory_bytes';
const HEADROOM = 'nodejs_heap_headroom_ratio';
const COLLECTING = 'nodejs_gc_duration_seconds_sum';

/** The use of resources by all processes, and the worst value of limits that each process has for itself. */
export const runtimeRecordingCases: readonly RecordingCase[] = [
  stores(
    'instance:process_cpu_seconds:rate5m',
    { ...grows(CPU, { worker: '0' }, 30), ...grows(CPU, { worker: 'primary' }, 6), ...grows(CPU, STRANGER, 60) },
    { [A]: 0.6 },
  ),
  stores(
    'instance:process_resident_memory_bytes:sum',
    {
      ...stands(RESIDENT, { worker: '0' }, 100),
      ...stands(RESIDENT, { worker: 'primary' }, 50),
      ...stands(RESIDENT, STRANGER, 7),
    },
    { [A]: 150 },
  ),
  stores(
    'instance:nodejs_eventloop_utilization:max_rate5m',
    { ...loop('0', 30, 30), ...loop('1', 45, 15), ...loop('2', 0, 0), ...loop('primary', 60, 0) },
    { [A]: 0.75 },
    'worker 2 does not answer',
  ),
  stores(
    'instance:nodejs_eventloop_utilization:max_rate5m',
    { ...loop('0', 0, 0), ...loop('primary', 60, 0) },
    {},
    'no worker answers',
  ),
  stores(
    'instance:nodejs_eventloop_delay_seconds:p99_rate5m',
    { ...delays('0', [1000, 1000, 1000]), ...delays('1', [960, 1000, 1000]), ...delays('primary', [0, 0, 9000]) },
    { [A]: 0.055 },
  ),
  stores('instance:nodejs_eventloop_delay_seconds:p99_rate5m', delays('0', [0, 0, 0]), {}, 'no worker answers'),
  stores(
    'instance:nodejs_heap_headroom_ratio:min',
    {
      ...stands(HEADROOM, { worker: '0' }, 0.5),
      ...stands(HEADROOM, { worker: '1' }, 0.3),
      ...stands(HEADROOM, { worker: 'primary' }, 0.2),
    },
    { [A]: 0.2 },
  ),
  stores(
    'instance:nodejs_gc_duration_seconds:max_rate5m',
    {
      ...grows(COLLECTING, { worker: '0', kind: 'minor' }, 2),
      ...grows(COLLECTING, { worker: '0', kind: 'major' }, 4),
      ...grows(COLLECTING, { worker: '1', kind: 'minor' }, 5),
      ...grows(COLLECTING, { worker: 'primary', kind: 'minor' }, 30),
      ...grows(COLLECTING, { ...STRANGER, kind: 'minor' }, 30),
    },
    { [A]: 0.1 },
  ),
  stores(
    'instance:process_open_fds:max_ratio',
    {
      ...stands('process_open_fds', { worker: '0' }, 50),
      ...stands('process_max_fds', { worker: '0' }, 1000),
      ...stands('process_open_fds', { worker: 'primary' }, 300),
      ...stands('process_max_fds', { worker: 'primary' }, 1000),
      ...stands('process_open_fds', STRANGER, 9),
      ...stands('process_max_fds', STRANGER, 10),
    },
    { [A]: 0.3 },
  ),
];
