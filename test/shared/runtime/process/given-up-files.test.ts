import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GivenUpFiles } from '../../../../src/shared/runtime/process/given-up-files.js';

const test = suite('files of /proc and /sys that cannot be read');

test('a file that the process may not read, or that is not there, is tried once, and told of once', () => {
  const files = new GivenUpFiles();
  let tries = 0;
  const fail = (code: string) => () => {
    tries++;
    throw Object.assign(new Error(code), { code });
  };
  for (let sweep = 0; sweep < 3; sweep++) {
    for (const code of ['ENOENT', 'EACCES', 'EPERM', 'ERR_ACCESS_DENIED'])
      assert.is(files.attempt(`/proc/${code}`, fail(code)), undefined);
    assert.is(files.attempt('/sys/none', fail('ENOENT'), false), undefined);
    assert.is(files.attempt('/sys/closed', fail('EACCES'), false), undefined);
    assert.is(
      files.attempt('/proc/read', () => 'text'),
      'text',
    );
  }
  assert.is(tries, 6);
  const untold = files.takeUntold();
  assert.equal(
    untold?.paths.map((path) => path.slice(path.lastIndexOf('/') + 1)),
    ['ENOENT', 'EACCES', 'EPERM', 'ERR_ACCESS_DENIED', 'closed'],
  );
  assert.is(String(untold?.error), 'Error: ENOENT');
  assert.is(files.takeUntold(), undefined);
});

test('an error that passes is thrown, and the file is tried again', () => {
  const files = new GivenUpFiles();
  for (const thrown of [
    Object.assign(new Error('no descriptor left'), { code: 'EMFILE' }),
    new Error('no code'),
    null,
  ]) {
    const fail = () => {
      throw thrown;
    };
    try {
      files.attempt('/proc/self/status', fail);
      assert.unreachable();
    } catch (error) {
      assert.is(error, thrown);
    }
    assert.is(
      files.attempt('/proc/self/status', () => 'text'),
      'text',
    );
  }
  assert.is(files.takeUntold(), undefined);
});

test.run();
