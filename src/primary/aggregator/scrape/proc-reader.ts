import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { Labels } from '../../../shared/model/family.js';
import { parseProcStatus, statusField } from '../../../shared/runtime/process/proc-status.js';

/** A value of one of a process' own metrics, seen from outside. */
export interface OutsideValue {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

/** Clock ticks a second in `/proc/<pid>/stat`: USER_HZ, 100 on every architecture that Node supports. */
const TICKS_PER_SECOND = 100;

/**
 * Reads what `/proc/<pid>` says of a process (some 20 us, and 10 us for each thread). Counters are no higher than what
 * the process itself would say: CPU time in whole ticks, context switches of the threads that live.
 *
 * @param proc where `/proc` is
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
    // Not Linux, or the process ended meanwhile: its last own values stand.
    return [];
  }
}

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

/** The status of a process has those of its main thread alone. */
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

/** A thread can end after it was listed, and takes its own figures with it alone. */
function readThread(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    // ENOENT or, once it was opened, ESRCH.
    return '';
  }
}

/** Before Linux 6.2 the folder's size is 0; listing thousands of descriptors in a scrape is no way then. */
function countOpen(folder: string): number | undefined {
  return statSync(`${folder}/fd`).size || undefined;
}

function outsideValues(name: string, told: number | Record<string, number> | undefined): OutsideValue[] {
  if (told === undefined) return [];
  if (typeof told === 'number') return [{ name, labels: [], value: told }];
  return Object.entries(told).map(([kind, value]) => ({ name, labels: [['kind', kind]], value }));
}
