import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join, posix } from 'node:path';
import { type Source, source } from './source.js';

/** Where one version of control groups keeps its figures. */
interface Layout {
  readonly mount: string;
  readonly limit: string;
  readonly usage: string;
  /** The line of `memory.stat` with the cache that the kernel drops before it kills anyone. */
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

/**
 * The memory limit of the container (control group, versions 1 and 2) and what is left below it. Of several limits, its own
 * and those of the groups above, the one tells of which the least is left: there the kernel kills first. They are
 * read each time, since a container can be resized while it runs. Nothing is told where there is no limit below the
 * machine's memory. All processes of one container tell the same.
 *
 * @param root where `/proc` and `/sys` are
 */
export function containerMemory(root = '/'): Source {
  const groups = memoryGroups(root);
  return source({
    metrics: {
      process_container_memory_limit_bytes: { help: 'Memory limit of the container that the process runs in.' },
      process_container_memory_working_set_bytes: {
        help: 'Memory of the whole container that counts towards its limit and cannot be dropped.',
      },
      process_container_memory_headroom_ratio: { help: 'Part of the container limit that is not in use, 0 to 1.' },
    },
    read() {
      const usages = groups.flatMap((group) => readUsage(group) ?? []);
      const [nearest] = usages.sort((a, b) => (a.headroom ?? 1) - (b.headroom ?? 1));
      return {
        process_container_memory_limit_bytes: nearest?.limitBytes,
        process_container_memory_working_set_bytes: nearest?.workingSet,
        process_container_memory_headroom_ratio: nearest?.headroom,
      };
    },
  });
}

interface Group {
  readonly folder: string;
  readonly layout: Layout;
}

/** The process's own group and those above it, as far as they can have a limit. */
function memoryGroups(root: string): readonly Group[] {
  return memoryFolders(root).filter(({ folder, layout }) => readText(join(folder, layout.limit)) !== undefined);
}

/** Of a group without a limit nothing but that is read. */
function readUsage(group: Group) {
  const limitBytes = readNumber(join(group.folder, group.layout.limit));
  // "max", or a number beyond all memory, is no limit.
  if (limitBytes === undefined || limitBytes >= totalmem()) return undefined;
  const workingSet = readWorkingSet(group);
  const headroom = workingSet === undefined ? undefined : Math.max(0, 1 - workingSet / limitBytes);
  return { limitBytes, workingSet, headroom };
}

/** `/proc/self/cgroup` has a line `0::/path` for version 2 and one like `4:memory:/path` for version 1. */
function memoryFolders(root: string): Group[] {
  const lines = readText(join(root, 'proc/self/cgroup'))?.split('\n') ?? [];
  return lines.flatMap((line) => {
    const [, controllers = '', path = ''] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    const layout = line.startsWith('0::') ? VERSION_2 : VERSION_1;
    if (layout === VERSION_1 && !controllers.split(',').includes('memory')) return [];
    return upwards(path).map((part) => ({ folder: join(root, layout.mount, part), layout }));
  });
}

/** `/a/b`, `/a`, `/`: inside a container the path may be one that only the host has; the mount's root is then the group. */
function upwards(path: string): string[] {
  const parts = [path];
  for (let part = path; part !== '/' && part !== '.' && part !== ''; ) {
    part = posix.dirname(part);
    parts.push(part);
  }
  return parts;
}

function readWorkingSet({ folder, layout }: Group): number | undefined {
  const usage = readNumber(join(folder, layout.usage));
  const statistics = readText(join(folder, 'memory.stat'));
  const reclaimable = new RegExp(`^${layout.reclaimable} (\\d+)`, 'm').exec(statistics ?? '')?.[1];
  return usage === undefined ? undefined : Math.max(0, usage - Number(reclaimable ?? 0));
}

function readNumber(path: string): number | undefined {
  const value = Number.parseInt(readText(path) ?? '', 10);
  return Number.isNaN(value) ? undefined : value;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    // Not Linux, or a group without this controller.
    return undefined;
  }
}
