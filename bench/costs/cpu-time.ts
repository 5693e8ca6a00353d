import { readFileSync } from 'node:fs';
import { settle } from './rounds.js';

/** The CPU time of this process during some work, garbage collection on other threads included, in ms. */
export async function cpuMs(work: () => void | Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** The mean of {@link cpuMs} over some repetitions of a work. */
export async function meanCpuMs(times: number, work: () => void | Promise<void>): Promise<number> {
  await settle();
  const ms = await cpuMs(async () => {
    for (let done = 0; done < times; done++) await work();
  });
  return ms / times;
}

/**
 * The CPU time of the main thread of a process since its start, in ms. The kernel counts it to the nanosecond, without
 * the time during which the thread waited for a core. The process itself is not involved: an answer would cost CPU time.
 * @returns NaN on other systems than Linux
 */
export function mainThreadCpuMs(pid: number): number {
  try {
    const [nanoseconds] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ', 1);
    return Number(nanoseconds) / 1e6;
  } catch {
    // Not Linux, or a kernel without these counts.
    return Number.NaN;
  }
}
