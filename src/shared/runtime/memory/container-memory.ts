import { totalmem } from 'node:os';
import { join, posix } from 'node:path';
import { SmallFileReader } from '../process/small-file-reader.js';
import { type Source, source } from '../source.js';

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

/** How long a limit is taken to hold, and the lack of one: a container is seldom resized while it runs. */
const LIMIT_HOLDS_MS = 10_000;

/**
 * The memory limit of the container (control group, versions 1 and 2) and what is left below it. Of several limits, its own
 * and those of the groups above, the one tells of which the least is left: there the kernel kills first. Limits are
 * read again every 10 s, since a container can be resized while it runs; what is in use each time. Nothing is told
 * where there is no limit below the machine's memory. All processes of one container tell the same.
 *
 * @param now a monotonic clock in ms
 * @param root where `/proc` and `/sys` are
 */
export function containerMemory(now: () => number, root = '/'): Source {
  const files = new SmallFileReader();
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

interface Group {
  readonly folder: string;
  readonly layout: Layout;
}

interface LimitedGroup extends Group {
  readonly limitBytes: number;
}

/** The process's own group and those above it, as far as they can have a limit. */
function memoryGroups(files: SmallFileReader, root: string): readonly Group[] {
  return memoryFolders(readText(files, join(root, 'proc/self/cgroup')) ?? '', root).filter(
    ({ folder, layout }) => readText(files, join(folder, layout.limit)) !== undefined,
  );
}

function readLimit(files: SmallFileReader, group: Group): LimitedGroup | undefined {
  const limitBytes = readNumber(files, join(group.folder, group.layout.limit));
  // "max", or a number beyond all memory, is no limit.
  return limitBytes === undefined || limitBytes >= totalmem() ? undefined : { ...group, limitBytes };
}

function readUsage(files: SmallFileReader, group: LimitedGroup) {
  const { limitBytes } = group;
  const workingSet = readWorkingSet(files, group);
  const headroom = workingSet === undefined ? undefined : Math.max(0, 1 - workingSet / limitBytes);
  return { limitBytes, workingSet, headroom };
}

/** `/proc/self/cgroup` has a line `0::/path` for version 2 and one like `4:memory:/path` for version 1. */
function memoryFolders(cgroup: string, root: string): Group[] {
  return cgroup.split('\n').flatMap((line) => {
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

function readWorkingSet(files: SmallFileReader, { folder, layout }: Group): number | undefined {
  const usage = readNumber(files, join(folder, layout.usage));
  const statistics = readText(files, join(folder, 'memory.stat')) ?? '';
  return usage === undefined ? undefined : Math.max(0, usage - figureIn(statistics, layout.reclaimable));
}

/** The number after a name at the start of a line; 0 without such a line. */
function figureIn(statistics: string, name: string): number {
  const before = `\n${name} `;
  const at = `\n${statistics}`.indexOf(before);
  return at < 0 ? 0 : Number.parseInt(statistics.slice(at + before.length - 1), 10);
}

function readNumber(files: SmallFileReader, path: string): number | undefined {
  const value = Number.parseInt(readText(files, path) ?? '', 10);
  return Number.isNaN(value) ? undefined : value;
}

function readText(files: SmallFileReader, path: string): string | undefined {
  try {
    return files.read(path);
  } catch {
    // Not Linux, or a group without this controller.
    return undefined;
  }
}
