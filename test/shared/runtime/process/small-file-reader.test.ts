import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SmallFileReader } from '../../../../src/shared/runtime/process/small-file-reader.js';

const test = suite('small-file reader');

test('it reads the whole of a file, however long it and the one before are', () => {
  const folder = mkdtempSync(join(tmpdir(), 'small-file-'));
  try {
    const path = join(folder, 'file');
    const files = new SmallFileReader();
    for (const length of [10, 0, 4095, 4096, 4097, 50_000, 3]) {
      const text = 'abcdefghij'.repeat(length / 10 + 1).slice(0, length);
      writeFileSync(path, text);
      assert.ok(files.read(path) === text, `${length}`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a file that is not there is an error', () => {
  const files = new SmallFileReader();
  assert.throws(() => files.read('/nowhere/at/all'), /ENOENT/);
});

if (process.platform === 'linux') {
  test('files of which the system gives the size 0 are read too', () => {
    const files = new SmallFileReader();
    for (const path of ['/proc/self/limits', '/proc/self/cgroup'])
      assert.is(files.read(path), readFileSync(path, 'latin1'));
  });
}

test.run();
