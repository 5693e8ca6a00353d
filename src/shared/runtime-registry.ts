import { Counter, collectDefaultMetrics, Registry } from 'prom-client';

const MICROSECONDS = 1e6;
/** prom-client's event-loop delays are read and forgotten at once: shorter windows have too few to say anything. */
const LAG_WINDOW_MS = 500;

/** prom-client's default metrics, in a registry of their own. @param now a monotonic clock in ms */
export function createRuntimeRegistry(now: () => number = () => performance.now()): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  replaceCpuCounters(registry);
  widenLagWindow(registry, now);
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

/** Without a delay in its window prom-client says the shortest was 9223372036 s: at two scrapes at once, or the first. */
function widenLagWindow(registry: Registry, now: () => number): void {
  const lag: unknown = registry.getSingleMetric('nodejs_eventloop_lag_seconds');
  if (typeof lag !== 'object' || lag === null || !('collect' in lag) || typeof lag.collect !== 'function') return;
  const { collect } = lag;
  let readAt = now();
  lag.collect = () => {
    if (now() - readAt < LAG_WINDOW_MS) return;
    readAt = now();
    Reflect.apply(collect, lag, []);
  };
}
