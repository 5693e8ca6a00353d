import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { Labels } from '../../../shared/model/family.js';
import { parseProcStatus, statusField } from '../../../shared/runtime/process/proc-status.js';

/**
 * Reads a process' figures from `/proc/<pid>`, in some 20 us and 10 us more for each thread. Counters are never higher than
 * those that the process itself would report: CPU time is in whole ticks, and context switches are those of the living threads.
 *
 * @param proc the folder that is mounted as `/proc`
 * @returns nothing where there is no `/proc` or no such process
 */
export function readFromOutside(pid: number, proc = '/proc'): OutsideValue[] {
  const folder = `${proc}/${pid}`;
  try {
    const stat = readFileSync(`${folder}/stat`, 'latin1');
    const status = parseProcStatus(readFileSync(`${folder}/status`, 'latin1'));
    const values = { ...status, ...parseStat(stat), ...countSwitches(folder), process_open_fds: countOpen(folder) };
    return Object.entries(values).flatMap(([name, told]) => outsideValues(name, told));
  } catch {
    // Not Linux, or the process ended meanwhile: the last values that it sent itself stand.
    return [];
  }
}

/** A value of one of a process' own metrics, as seen from outside. */
export interface OutsideValue {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

/** Clock ticks a second in `/proc/<pid>/stat`: USER_HZ, 100 on every architecture that Node supports. */
const TICKS_PER_SECOND = 100;

/** Fields are counted after the command's closing parenthesis, since the command may hold spaces (proc(5)). */
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

/** The status of a thread; empty when the thread ended after it was listed. The figures of the other threads still count. */
function readThread(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    // ENOENT, or ESRCH when the thread ended after the file was opened.
    return '';
  }
}

/**
 * The folder's size is the number of open files from Linux 6.2 on, and 0 before. There, nothing is returned: to list thousands of
 * descriptors would take a scrape too long.
 */
function countOpen(folder: string): number | undefined {
  return statSync(`${folder}/fd`).size || undefined;
}

function outsideValues(name: string, told: number | Record<string, number> | undefined): OutsideValue[] {
  if (told === undefined) return [];
  if (typeof told === 'number') return [{ name, labels: [], value: told }];
  return Object.entries(told).map(([kind, value]) => ({ name, labels: [['kind', kind]], value }));
}
