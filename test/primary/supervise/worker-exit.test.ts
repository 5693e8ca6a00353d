import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { describeExit, restartReason, type WorkerExit } from '../../../src/primary/supervise/worker-exit.js';

const cases: [exit: WorkerExit, reason: string, words: string][] = [
  [{ code: 0, signal: null }, 'exit', 'exit code 0'],
  [{ code: 1, signal: null }, 'crash', 'exit code 1'],
  [{ code: null, signal: 'SIGKILL' }, 'signal', 'SIGKILL'],
  [{ code: 143, signal: null }, 'signal', 'SIGTERM'],
  [{ code: 130, signal: null }, 'signal', 'SIGINT'],
  [{ code: 128, signal: null }, 'crash', 'exit code 128'],
  [{ code: 255, signal: null }, 'crash', 'exit code 255'],
  [{ code: null, signal: null }, 'crash', 'it could not be forked'],
];

for (const [exit, reason, words] of cases) {
  test(`${words} is a restart by ${reason}`, () => {
    assert.is(restartReason(exit), reason);
    assert.is(describeExit(exit), words);
  });
}

test.run();
