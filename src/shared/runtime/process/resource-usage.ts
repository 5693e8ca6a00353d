import { source } from '../families/source.js';

/**
 * The counts that the kernel keeps for the process, from `process.resourceUsage()` (getrusage(2), 2 to 40 us). CPU time counts
 * from the start of the process, unlike in prom-client. So the primary can go on counting for a worker that no longer answers:
 * the operating system has the same figures.
 */
export const resourceUsage = source({
  metrics: {
    process_cpu_user_seconds_total: { type: 'counter', help: 'Total user CPU time spent in seconds.' },
    process_cpu_system_seconds_total: { type: 'counter', help: 'Total system CPU time spent in seconds.' },
    process_cpu_seconds_total: { type: 'counter', help: 'Total user and system CPU time spent in seconds.' },
    process_page_faults_total: {
      type: 'counter',
      help: 'Page faults by kind; a major one waited for the disk.',
      label: 'kind',
    },
    process_context_switches_total: {
      type: 'counter',
      help: 'Context switches by kind; an involuntary one means that others wanted the CPU.',
      label: 'kind',
    },
  },
  read() {
    const usage = process.resourceUsage();
    const { userCPUTime: user, systemCPUTime: system } = usage;
    return {
      process_cpu_user_seconds_total: user / MICROSECONDS,
      process_cpu_system_seconds_total: system / MICROSECONDS,
      process_cpu_seconds_total: (user + system) / MICROSECONDS,
      process_page_faults_total: new Map([
        ['minor', usage.minorPageFault],
        ['major', usage.majorPageFault],
      ]),
      process_context_switches_total: new Map([
        ['voluntary', usage.voluntaryContextSwitches],
        ['involuntary', usage.involuntaryContextSwitches],
      ]),
    };
  },
});

/** Number of microseconds in a second. */
const MICROSECONDS = 1e6;
