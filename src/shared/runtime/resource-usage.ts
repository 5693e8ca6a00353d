import { source } from './source.js';

/** What the kernel counted for the process, from `process.resourceUsage()` (getrusage(2), 2 to 40 us). */
export const resourceUsage = source({
  metrics: {
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
    return {
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
