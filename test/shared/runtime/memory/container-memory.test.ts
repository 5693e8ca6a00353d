import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { containerMemory } from '../../../../src/shared/runtime/memory/container-memory.js';
import { GivenUpFiles } from '../../../../src/shared/runtime/process/given-up-files.js';

const test = suite('container memory');

const MIB = 1024 ** 2;
const LIMIT = 'sys/fs/cgroup/memory.max';
const USAGE = 'sys/fs/cgroup/memory.current';
const STATISTICS = 'sys/fs/cgroup/memory.stat';
const ONE_GROUP = { 'proc/self/cgroup': '0::/', [LIMIT]: 10, [USAGE]: 5, [STATISTICS]: 'inactive_file 0' };
const NOTHING = {
  process_container_memory_limit_bytes: undefined,
  process_container_memory_working_set_bytes: undefined,
  process_container_memory_headroom_ratio: undefined,
};

interface Case {
  readonly situation: string;
  /** The content of files by path. A number is in MiB. */
  readonly files: Readonly<Record<string, string | number>>;
  readonly limitMib: number;
  readonly workingSetMib: number;
  readonly headroom: number;
}

const CASES: readonly Case[] = [
  {
    situation: 'control groups of version 2',
    files: {
      'proc/self/cgroup': '0::/kubepods/pod1',
      'sys/fs/cgroup/kubepods/pod1/memory.max': 100,
      'sys/fs/cgroup/kubepods/pod1/memory.current': 40,
      'sys/fs/cgroup/kubepods/pod1/memory.stat': `anon 5\ninactive_file ${15 * MIB}`,
    },
    limitMib: 100,
    workingSetMib: 25,
    headroom: 0.75,
  },
  {
    situation: 'control groups of version 1',
    files: {
      'proc/self/cgroup': '5:devices:/\n4:cpu,memory:/docker/abc\n0::/',
      'sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes': 100,
      'sys/fs/cgroup/memory/docker/abc/memory.usage_in_bytes': 60,
      'sys/fs/cgroup/memory/docker/abc/memory.stat': `inactive_file 1\ntotal_inactive_file ${10 * MIB}`,
    },
    limitMib: 100,
    workingSetMib: 50,
    headroom: 0.5,
  },
  {
    situation: 'inside a container the mount is the group, whatever path the host has for the group',
    files: {
      'proc/self/cgroup': '4:memory:/docker/only-on-the-host',
      'sys/fs/cgroup/memory/memory.limit_in_bytes': 10,
      'sys/fs/cgroup/memory/memory.usage_in_bytes': 5,
      'sys/fs/cgroup/memory/memory.stat': 'total_inactive_file 0',
    },
    limitMib: 10,
    workingSetMib: 5,
    headroom: 0.5,
  },
  {
    situation: 'for a group without a limit, the group above counts',
    files: {
      'proc/self/cgroup': '0::/pod/container',
      'sys/fs/cgroup/pod/container/memory.max': 'max',
      'sys/fs/cgroup/pod/memory.max': 8,
      'sys/fs/cgroup/pod/memory.current': 4,
      'sys/fs/cgroup/pod/memory.stat': 'inactive_file 0',
    },
    limitMib: 8,
    workingSetMib: 4,
    headroom: 0.5,
  },
  {
    situation: 'of several limits the one with the least memory left counts, though it is not the lowest',
    files: {
      'proc/self/cgroup': '0::/pod/container',
      'sys/fs/cgroup/pod/container/memory.max': 10,
      'sys/fs/cgroup/pod/container/memory.current': 5,
      'sys/fs/cgroup/pod/container/memory.stat': 'inactive_file 0',
      'sys/fs/cgroup/pod/memory.max': 16,
      'sys/fs/cgroup/pod/memory.current': 12,
      'sys/fs/cgroup/pod/memory.stat': 'inactive_file 0',
    },
    limitMib: 16,
    workingSetMib: 12,
    headroom: 0.25,
  },
];

for (const { situation, files, limitMib, workingSetMib, headroom } of CASES) {
  test(situation, () => assert.equal(readWith(files), shown(limitMib, workingSetMib, headroom)));
}

test('a container without a limit, or with one beyond all memory, has no such metrics', () => {
  const unlimited = { 'proc/self/cgroup': '0::/\n4:memory:/', 'sys/fs/cgroup/memory.max': 'max' };
  const huge = { ...unlimited, 'sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712' };
  for (const files of [unlimited, huge, {}]) assert.equal(readWith(files), NOTHING);
});

test('a container that is resized while the process runs has its new limit within 10 s', () => {
  const files = { ...ONE_GROUP, [LIMIT]: 'max' };
  withFiles(files, (root) => {
    let ms = 0;
    const { read } = containerMemory(() => ms, new GivenUpFiles(), root);
    assert.equal(read(), NOTHING);
    for (const { limitMib, headroom } of [
      { limitMib: 10, headroom: 0.5 },
      { limitMib: 20, headroom: 0.75 },
    ]) {
      writeFileSync(join(root, LIMIT), content(limitMib));
      ms += 10_000;
      assert.equal(read(), shown(limitMib, 5, headroom));
    }
  });
});

test('the used memory is read each time', () => {
  const files = { ...ONE_GROUP, [STATISTICS]: `file 7\nactive_file 9\ninactive_file ${MIB}` };
  withFiles(files, (root) => {
    const { read } = containerMemory(() => 0, new GivenUpFiles(), root);
    assert.equal(read(), shown(10, 4, 0.6));
    writeFileSync(join(root, USAGE), content(9));
    assert.equal(read(), shown(10, 8, 1 - 0.8));
  });
});

test.run();

/** The metrics of a container. */
function shown(limitMib: number, workingSetMib: number, headroom: number) {
  return {
    process_container_memory_limit_bytes: limitMib * MIB,
    process_container_memory_working_set_bytes: workingSetMib * MIB,
    process_container_memory_headroom_ratio: headroom,
  };
}

function readWith(files: Case['files']): unknown {
  return withFiles(files, (root) => containerMemory(() => 0, new GivenUpFiles(), root).read());
}

function withFiles<T>(files: Case['files'], use: (root: string) => T): T {
  const root = mkdtempSync(join(tmpdir(), 'container-memory-'));
  try {
    for (const [path, value] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content(value));
    }
    return use(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

function content(value: string | number): string {
  return `${typeof value === 'number' ? value * MIB : value}\n`;
}
