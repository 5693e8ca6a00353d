import { source } from './source.js';

const MICROSECONDS = 1e6;

/**
 * CPU time from `process.cpuUsage()` (about 1 us). Counted from the start of the process, unlike prom-client's own, it
 * can be continued by what the operating system says of a worker that no longer answers.
 */
export const cpu = source({
  metrics: {
    process_cpu_user_seconds_total: { type: 'counter', help: 'Total user CPU time spent in seconds.' },
    process_cpu_system_seconds_total: { type: 'counter', help: 'Total system CPU time spent in seconds.' },
    process_cpu_seconds_total: { type: 'counter', help: 'Total user and system CPU time spent in seconds.' },
  },
  read() {
    const { user, system } = process.cpuUsage();
    return {
      process_cpu_user_seconds_total: user / MICROSECONDS,
      process_cpu_system_seconds_total: system / MICROSECONDS,
      process_cpu_seconds_total: (user + system) / MICROSECONDS,
    };
  },
});
