import { readFileSync } from 'node:fs';

/** The resident memory of a process, in bytes; undefined where `/proc` is missing. */
export function residentBytes(pid: number): number | undefined {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    // Not Linux.
    return undefined;
  }
}
