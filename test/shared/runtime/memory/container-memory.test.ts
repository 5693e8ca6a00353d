import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { containerMemory } from '../../../../src/shared/runtime/memory/container-memory.js';

const test = suite('container memory');

const MIB = 1024 ** 2;

test('control groups of version 2: the limit, the working set and the headroom', () => {
  const told = readWith({
    'proc/self/cgroup': '0::/kubepods/pod1\n',
    'sys/fs/cgroup/kubepods/pod1/memory.max': `${100 * MIB}\n`,
    'sys/fs/cgroup/kubepods/pod1/memory.current': `${40 * MIB}\n`,
    'sys/fs/cgroup/kubepods/pod1/memory.stat': `anon 5\ninactive_file ${15 * MIB}\n`,
  });
  assert.equal(told, [100 * MIB, 25 * MIB, 0.75]);
});

test('control groups of version 1', () => {
  const told = readWith({
    'proc/self/cgroup': '5:devices:/\n4:cpu,memory:/docker/abc\n0::/\n',
    'sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes': `${100 * MIB}\n`,
    'sys/fs/cgroup/memory/docker/abc/memory.usage_in_bytes': `${60 * MIB}\n`,
    'sys/fs/cgroup/memory/docker/abc/memory.stat': `inactive_file 1\ntotal_inactive_file ${10 * MIB}\n`,
  });
  assert.equal(told, [100 * MIB, 50 * MIB, 0.5]);
});

test('inside a container the mount is the group, whatever path the host has for it', () => {
  const told = readWith({
    'proc/self/cgroup': '4:memory:/docker/only-on-the-host\n',
    'sys/fs/cgroup/memory/memory.limit_in_bytes': `${10 * MIB}\n`,
    'sys/fs/cgroup/memory/memory.usage_in_bytes': `${5 * MIB}\n`,
    'sys/fs/cgroup/memory/memory.stat': 'total_inactive_file 0\n',
  });
  assert.equal(told, [10 * MIB, 5 * MIB, 0.5]);
});

test('a group without a limit leaves it to the group above', () => {
  const told = readWith({
    'proc/self/cgroup': '0::/pod/container\n',
    'sys/fs/cgroup/pod/container/memory.max': 'max\n',
    'sys/fs/cgroup/pod/memory.max': `${8 * MIB}\n`,
    'sys/fs/cgroup/pod/memory.current': `${4 * MIB}\n`,
    'sys/fs/cgroup/pod/memory.stat': 'inactive_file 0\n',
  });
  assert.equal(told, [8 * MIB, 4 * MIB, 0.5]);
});

test('of several limits the one counts of which the least is left, though it is not the lowest', () => {
  const told = readWith({
    'proc/self/cgroup': '0::/pod/container\n',
    'sys/fs/cgroup/pod/container/memory.max': `${10 * MIB}\n`,
    'sys/fs/cgroup/pod/container/memory.current': `${5 * MIB}\n`,
    'sys/fs/cgroup/pod/container/memory.stat': 'inactive_file 0\n',
    'sys/fs/cgroup/pod/memory.max': `${16 * MIB}\n`,
    'sys/fs/cgroup/pod/memory.current': `${12 * MIB}\n`,
    'sys/fs/cgroup/pod/memory.stat': 'inactive_file 0\n',
  });
  assert.equal(told, [16 * MIB, 12 * MIB, 0.25]);
});

test('a container that is resized while the process runs has its new limit within 10 s', () => {
  const limit = 'sys/fs/cgroup/memory.max';
  const files = {
    'proc/self/cgroup': '0::/\n',
    [limit]: 'max\n',
    'sys/fs/cgroup/memory.current': `${5 * MIB}\n`,
    'sys/fs/cgroup/memory.stat': 'inactive_file 0\n',
  };
  withFiles(files, (root) => {
    let ms = 0;
    const { read } = containerMemory(() => ms, root);
    assert.equal(Object.values(read()), [undefined, undefined, undefined]);
    for (const [size, headroom] of [
      [10, 0.5],
      [20, 0.75],
    ] as const) {
      writeFileSync(join(root, limit), `${size * MIB}\n`);
      ms += 10_000;
      assert.equal(Object.values(read()), [size * MIB, 5 * MIB, headroom]);
    }
  });
});

test('what is in use is read each time', () => {
  const usage = 'sys/fs/cgroup/memory.current';
  const files = {
    'proc/self/cgroup': '0::/\n',
    'sys/fs/cgroup/memory.max': `${10 * MIB}\n`,
    [usage]: `${5 * MIB}\n`,
    'sys/fs/cgroup/memory.stat': `file 7\nactive_file 9\ninactive_file ${MIB}\n`,
  };
  withFiles(files, (root) => {
    const { read } = containerMemory(() => 0, root);
    assert.equal(Object.values(read()), [10 * MIB, 4 * MIB, 0.6]);
    writeFileSync(join(root, usage), `${9 * MIB}\n`);
    assert.equal(Object.values(read()), [10 * MIB, 8 * MIB, 1 - 0.8]);
  });
});

test('no limit, or one beyond all memory, is not told', () => {
  const unlimited = { 'proc/self/cgroup': '0::/\n4:memory:/\n', 'sys/fs/cgroup/memory.max': 'max\n' };
  assert.equal(readWith(unlimited), [undefined, undefined, undefined]);
  const huge = { ...unlimited, 'sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n' };
  assert.equal(readWith(huge), [undefined, undefined, undefined]);
  assert.equal(readWith({}), [undefined, undefined, undefined]);
});

test.run();

function readWith(files: Readonly<Record<string, string>>): unknown[] {
  return withFiles(files, (root) => Object.values(containerMemory(() => 0, root).read()));
}

function withFiles<T>(files: Readonly<Record<string, string>>, use: (root: string) => T): T {
  const root = mkdtempSync(join(tmpdir(), 'container-memory-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return use(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}
