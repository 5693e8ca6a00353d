import { readdirSync, readFileSync } from 'node:fs';

const DEFAULT_CPU_SECONDS = 60;
/** Multiple of the CPU limit that is the limit of wall time. */
const WALL_FACTOR = 10;
/** Maximum limit of wall time. */
const MAX_WALL_SECONDS = 900;
/** CPU time that a group uses within the idle window at least, unless it hangs. */
const IDLE_CPU_SECONDS = 3;
/** Longer than tests wait for anything, so that a test itself says what did not come. */
const IDLE_WINDOW_SECONDS = 90;
/** Unit of CPU times in `/proc` (USER_HZ), the same on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

/**
 * Limits of a group of processes: a most of CPU time, a least of CPU time, and a most of wall time.
 *
 * A limit of CPU time means the same on a busy machine as on an idle one. A group that hangs uses next to no CPU time,
 * so a group that used less than 3 s of CPU time within 90 s is killed too. A busy machine does not leave a group so
 * little: that would take thirty runnable processes a core. A group that hangs and still works a little (a cluster that
 * flushes) reaches the wall limit. Where CPU times are unknown (elsewhere than on Linux), only the wall limit holds.
 */
export class GroupLimits {
  /** Most CPU seconds that the group was seen with, or undefined where they are unknown. */
  cpuSeconds;
  #cpuLimit;
  #wallLimit;
  #windowStart = { wall: 0, cpu: 0 };

  /** @param source the test's source, which may state a limit by `// CPU limit: 90 s` */
  constructor(source) {
    this.#cpuLimit = cpuLimit(source);
    this.#wallLimit = Math.min(this.#cpuLimit * WALL_FACTOR, MAX_WALL_SECONDS);
  }

  /**
   * Compares what the group has used by now with its limits.
   * @param wallSeconds since the group began
   * @param cpuSeconds of the group, or undefined where they are unknown
   * @returns in words which limit the group passed, or undefined
   */
  check(wallSeconds, cpuSeconds) {
    if (wallSeconds >= this.#wallLimit) return `${this.#wallLimit} s of wall time`;
    if (cpuSeconds === undefined) return undefined;
    // A process that nobody in the group waited for takes its CPU time along, and the sum falls.
    this.cpuSeconds = Math.max(this.cpuSeconds ?? 0, cpuSeconds);
    if (cpuSeconds >= this.#cpuLimit) return `${this.#cpuLimit} s of CPU time`;
    return this.#isIdle(wallSeconds, cpuSeconds)
      ? `${IDLE_WINDOW_SECONDS} s with less than ${IDLE_CPU_SECONDS} s of CPU time`
      : undefined;
  }

  #isIdle(wall, cpu) {
    const used = cpu - this.#windowStart.cpu;
    if (used < 0 || used >= IDLE_CPU_SECONDS) this.#windowStart = { wall, cpu };
    return wall - this.#windowStart.wall >= IDLE_WINDOW_SECONDS;
  }
}

/**
 * CPU seconds of a group's processes and their descendants, with those of ended children that one of them waited for.
 * @returns undefined where there is no `/proc`
 */
export function groupCpuSeconds(group) {
  if (process.platform !== 'linux') return undefined;
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const processes = new Map(pids.map((pid) => [Number(pid), readProcess(pid)]));
  // A descendant may lead a group of its own, as a process does that is started detached.
  const isWithin = (one) => one !== undefined && (one.group === group || isWithin(processes.get(one.parent)));
  const ticks = [...processes.values()].filter(isWithin).reduce((sum, one) => sum + one.ticks, 0);
  return ticks / TICKS_PER_SECOND;
}

function readProcess(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The command's name may itself hold spaces and brackets: fields are counted from its last bracket on.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [, parent, group] = fields.map(Number);
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { parent, group, ticks };
  } catch {
    // The process ended since the folder was read.
    return undefined;
  }
}

function cpuLimit(source) {
  const stated = /^\/\/ CPU limit: (\d+) s$/m.exec(source);
  return stated === null ? DEFAULT_CPU_SECONDS : Number(stated[1]);
}
