import { totalmem } from 'node:os';
import { join, posix } from 'node:path';
import { type Source, source } from '../families/source.js';
import type { GivenUpFiles } from '../process/given-up-files.js';
import { SmallFileReader } from '../process/small-file-reader.js';

/**
 * The memory limit of the container (control group, versions 1 and 2), and the memory that is left below the limit. The group
 * of the process and each group above can have a limit. The metrics show the one with the least memory left, since the kernel
 * kills there first. They are missing if no limit is below the machine's memory. All processes of a container have the same
 * values. Limits are read every 10 s, since a container can be resized while it runs. The used memory is read each time.
 *
 * @param now a monotonic clock in ms
 * @param root the folder in which `proc` and `sys` are
 */
export function containerMemory(now: () => number, givenUp: GivenUpFiles, root = '/'): Source {
  const reader = new SmallFileReader();
  const files: Files = { read: (path) => givenUp.attempt(path, () => reader.read(path), false) };
  const groups = memoryGroups(files, root);
  let limited: readonly LimitedGroup[] = [];
  let limitsDue = Number.NEGATIVE_INFINITY;
  return source({
    metrics: {
      process_container_memory_limit_bytes: { help: 'Memory limit of the container that the process runs in.' },
      process_container_memory_working_set_bytes: {
        help: 'Memory of the whole container that counts towards its limit and cannot be dropped.',
      },
      process_container_memory_headroom_ratio: { help: 'Part of the container limit that is not in use, 0 to 1.' },
    },
    read() {
      const time = now();
      if (time >= limitsDue) {
        limited = groups.flatMap((group) => readLimit(files, group) ?? []);
        limitsDue = time + LIMIT_HOLDS_MS;
      }
      const usages = limited.map((group) => readUsage(files, group));
      const [nearest] = usages.sort((a, b) => (a.headroom ?? 1) - (b.headroom ?? 1));
      return {
        process_container_memory_limit_bytes: nearest?.limitBytes,
        process_container_memory_working_set_bytes: nearest?.workingSet,
        process_container_memory_headroom_ratio: nearest?.headroom,
      };
    },
  });
}

/** Time for which the limits, or their absence, are assumed to be unchanged. A running container is seldom resized. */
const LIMIT_HOLDS_MS = 10_000;

/** Finds the process's own group and the groups above it, if they can have a limit. */
function memoryGroups(files: Files, root: string): readonly Group[] {
  return memoryFolders(readText(files, join(root, 'proc/self/cgroup')) ?? '', root).filter(
    ({ folder, layout }) => readText(files, join(folder, layout.limit)) !== undefined,
  );
}

function readLimit(files: Files, group: Group): LimitedGroup | undefined {
  const limitBytes = readNumber(files, join(group.folder, group.layout.limit));
  // The text "max" is no limit. Neither is a number larger than the machine's memory.
  return limitBytes === undefined || limitBytes >= totalmem() ? undefined : { ...group, limitBytes };
}

function readUsage(files: Files, group: LimitedGroup) {
  const { limitBytes } = group;
  const workingSet = readWorkingSet(files, group);
  const headroom = workingSet === undefined ? undefined : Math.max(0, 1 - workingSet / limitBytes);
  return { limitBytes, workingSet, headroom };
}

/** Reads `/proc/self/cgroup`. It has a line `0::/path` for version 2, and a line like `4:memory:/path` for version 1. */
function memoryFolders(cgroup: string, root: string): Group[] {
  return cgroup.split('\n').flatMap((line) => {
    const [, controllers = '', path = ''] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    const layout = line.startsWith('0::') ? VERSION_2 : VERSION_1;
    if (layout === VERSION_1 && !controllers.split(',').includes('memory')) return [];
    return upwards(path).map((part) => ({ folder: join(root, layout.mount, part), layout }));
  });
}

/**
 * Lists a path and all paths above it: `/a/b`, `/a`, `/`. Inside a container the path may exist on the host only: then the root
 * of the mount is the group.
 */
function upwards(path: string): string[] {
  const parts = [path];
  for (let part = path; part !== '/' && part !== '.' && part !== ''; ) {
    part = posix.dirname(part);
    parts.push(part);
  }
  return parts;
}

function readWorkingSet(files: Files, { folder, layout }: Group): number | undefined {
  const usage = readNumber(files, join(folder, layout.usage));
  const statistics = readText(files, join(folder, 'memory.stat')) ?? '';
  return usage === undefined ? undefined : Math.max(0, usage - figureIn(statistics, layout.reclaimable));
}

/** Reads the number after a name at the beginning of a line. Returns 0 if there is no such line. */
function figureIn(statistics: string, name: string): number {
  const before = `\n${name} `;
  const at = `\n${statistics}`.indexOf(before);
  return at < 0 ? 0 : Number.parseInt(statistics.slice(at + before.length - 1), 10);
}

function readNumber(files: Files, path: string): number | undefined {
  const value = Number.parseInt(readText(files, path) ?? '', 10);
  return Number.isNaN(value) ? undefined : value;
}

function readText(files: Files, path: string): string | undefined {
  try {
    // There is no such file if the system is not Linux, or if the group has no memory controller.
    return files.read(path);
  } catch {
    // Another reason, such as that no descriptor is left, passes. The figures are missing as long.
    return undefined;
  }
}

/** Reads files. undefined for one that cannot be read. */
interface Files {
  readonly read: (path: string) => string | undefined;
}

interface Group {
  readonly folder: string;
  readonly layout: Layout;
}

interface LimitedGroup extends Group {
  readonly limitBytes: number;
}

/** Where one version of control groups keeps its figures. */
interface Layout {
  readonly mount: string;
  readonly limit: string;
  readonly usage: string;
  /** The line of `memory.stat` with the cache that the kernel drops before it kills a process. */
  readonly reclaimable: string;
}

const VERSION_2: Layout = {
  mount: 'sys/fs/cgroup',
  limit: 'memory.max',
  usage: 'memory.current',
  reclaimable: 'inactive_file',
};

const VERSION_1: Layout = {
  mount: 'sys/fs/cgroup/memory',
  limit: 'memory.limit_in_bytes',
  usage: 'memory.usage_in_bytes',
  reclaimable: 'total_inactive_file',
};
