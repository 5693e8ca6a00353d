import { Counter, collectDefaultMetrics, Registry } from 'prom-client';
import { LAG_METRICS, registerEventLoopLag } from './eventloop-lag.js';
import { GC_METRIC, registerGcDuration } from './gc-duration.js';

const MICROSECONDS = 1e6;

/**
 * prom-client's default metrics, in a registry of their own; those that prom-client gets wrong are measured here,
 * under its names.
 * @param now a monotonic clock in ms
 */
export function createRuntimeRegistry(now: () => number = () => performance.now()): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  replaceCpuCounters(registry);
  for (const name of [...LAG_METRICS, GC_METRIC]) registry.removeSingleMetric(name);
  registerEventLoopLag(registry, now);
  registerGcDuration(registry);
  return registry;
}

/**
 * prom-client counts CPU time from when its counters are made. Counted from the start of the process it can be
 * continued by what the operating system says of a worker that no longer answers.
 */
function replaceCpuCounters(registry: Registry): void {
  cpuCounter(registry, 'user', 'Total user CPU time spent in seconds.', ({ user }) => user);
  cpuCounter(registry, 'system', 'Total system CPU time spent in seconds.', ({ system }) => system);
  cpuCounter(registry, '', 'Total user and system CPU time spent in seconds.', ({ user, system }) => user + system);
}

function cpuCounter(registry: Registry, kind: string, help: string, of: (usage: NodeJS.CpuUsage) => number): void {
  const name = `process_cpu_${kind === '' ? '' : `${kind}_`}seconds_total`;
  registry.removeSingleMetric(name);
  new Counter({
    name,
    help,
    registers: [registry],
    collect() {
      this.reset();
      this.inc(of(process.cpuUsage()) / MICROSECONDS);
    },
  });
}
