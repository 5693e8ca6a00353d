import { readFileSync } from 'node:fs';

/** What the kernel says of a process, seen from outside. */
export interface ProcessUsage {
  readonly userSeconds: number;
  readonly systemSeconds: number;
  readonly residentBytes: number;
  readonly virtualBytes: number;
}

/** Clock ticks a second in `/proc/<pid>/stat`: USER_HZ, 100 on every architecture that Node supports. */
const TICKS_PER_SECOND = 100;

/**
 * Reads `/proc/<pid>/stat` and `/proc/<pid>/status` (some 20 us).
 *
 * @returns undefined where there is no `/proc` or no such process
 */
export function readProcessUsage(pid: number): ProcessUsage | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    return parseUsage(stat, status);
  } catch {
    // Not Linux, or the process ended meanwhile: its last own values stand.
    return undefined;
  }
}

/** Fields are counted after the command's closing parenthesis, since the command may hold spaces (proc(5)). */
function parseUsage(stat: string, status: string): ProcessUsage {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return {
    userSeconds: Number(fields[11]) / TICKS_PER_SECOND,
    systemSeconds: Number(fields[12]) / TICKS_PER_SECOND,
    residentBytes: kilobytes(status, 'VmRSS'),
    virtualBytes: kilobytes(status, 'VmSize'),
  };
}

function kilobytes(status: string, field: string): number {
  const match = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status);
  return match ? Number(match[1]) * 1024 : 0;
}
