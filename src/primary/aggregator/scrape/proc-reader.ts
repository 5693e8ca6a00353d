import { readdirSync, readFileSync, statSync } from 'node:fs';
import { type Labels, withLabels } from '../../../shared/model/family.js';
import { parseProcStatus, statusField } from '../../../shared/runtime/process/proc-status.js';
import type { OutsideValue } from '../../protocol/outside-values.js';

/** How the metrics of the process are named and labelled, by the options of the cluster. */
export interface OutsideNaming {
  /** Text in front of each name. */
  readonly runtimePrefix: string;
  /** Labels of each series, sorted by name. */
  readonly labels: Labels;
}

/**
 * Reads the figures of a process from `/proc/<pid>`, in some 20 us and 10 us more for each thread. No counter is higher than the
 * one that the process itself would send: CPU time is in whole ticks, and only the context switches of living threads count.
 *
 * @param proc the folder that is mounted as `/proc`
 * @returns the values; none if there is no `/proc` or no such process
 */
export function readFromOutside(pid: number, naming: OutsideNaming, proc = '/proc'): OutsideValue[] {
  const folder = `${proc}/${pid}`;
  try {
    const stat = readFileSync(`${folder}/stat`, 'latin1');
    const status = parseProcStatus(readFileSync(`${folder}/status`, 'latin1'));
    const values = { ...status, ...parseStat(stat), ...countSwitches(folder), process_open_fds: countOpen(folder) };
    return Object.entries(values).flatMap(([name, figure]) => outsideValues(naming, name, figure));
  } catch {
    // The system is not Linux, or the process has ended. The page shows the last values that the worker sent.
    return [];
  }
}

/** Number of clock ticks in a second in `/proc/<pid>/stat`: USER_HZ, which is 100 wherever Node runs. */
const TICKS_PER_SECOND = 100;

/** Reads `stat` (proc(5)). Its fields are counted from the last `)`, because the command before may contain spaces. */
function parseStat(stat: string) {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user, system] = [Number(fields[11]), Number(fields[12])];
  return {
    process_cpu_user_seconds_total: user / TICKS_PER_SECOND,
    process_cpu_system_seconds_total: system / TICKS_PER_SECOND,
    process_cpu_seconds_total: (user + system) / TICKS_PER_SECOND,
    process_page_faults_total: { minor: Number(fields[7]), major: Number(fields[9]) },
  };
}

/** Adds the switches of all threads: the status of a process has those of its main thread alone. */
function countSwitches(folder: string) {
  const [voluntary, involuntary] = ['voluntary_ctxt_switches', 'nonvoluntary_ctxt_switches'] as const;
  const switches = { voluntary: 0, involuntary: 0 };
  for (const thread of readdirSync(`${folder}/task`)) {
    const status = readThread(`${folder}/task/${thread}/status`);
    switches.voluntary += statusField(status, voluntary) ?? 0;
    switches.involuntary += statusField(status, involuntary) ?? 0;
  }
  return { process_context_switches_total: switches };
}

/** The status of a thread. Empty if the thread has ended since it was listed: the figures of the other threads still count. */
function readThread(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    // ENOENT, or ESRCH if the thread ended after the file was opened.
    return '';
  }
}

/**
 * Counts the open descriptors. From Linux 6.2 on the size of the folder is the number. Before it is 0, and undefined is returned:
 * a scrape has no time to list thousands of descriptors.
 */
function countOpen(folder: string): number | undefined {
  return statSync(`${folder}/fd`).size || undefined;
}

function outsideValues(
  { runtimePrefix, labels }: OutsideNaming,
  name: string,
  figure: number | Record<string, number> | undefined,
): OutsideValue[] {
  const seen = (own: Labels, value: number) => ({ name: runtimePrefix + name, labels: withLabels(own, labels), value });
  if (figure === undefined) return [];
  if (typeof figure === 'number') return [seen([], figure)];
  return Object.entries(figure).map(([kind, value]) => seen([['kind', kind]], value));
}
