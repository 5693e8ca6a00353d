import { readFileSync } from 'node:fs';

/**
 * The CPU time that the main thread of a process has spent, in ms, as its kernel counts it: to the nanosecond, without
 * the time that it waited for a core, and without asking the process, which would cost it some.
 * @returns NaN where the system does not tell (anything but Linux)
 */
export function mainThreadCpuMs(pid: number): number {
  try {
    const [nanoseconds] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ', 1);
    return Number(nanoseconds) / 1e6;
  } catch {
    // Not Linux, or a kernel that does not count it.
    return Number.NaN;
  }
}
