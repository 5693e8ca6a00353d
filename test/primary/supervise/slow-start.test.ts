import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { warnOfSlowStart } from '../../../src/primary/supervise/slow-start.js';
import { deferred } from '../../../src/shared/basics/deferred.js';

const NEVER_MS = 2 ** 31 - 1;
const never = new Promise(() => undefined);

test('a worker that is not ready in time is warned of, once, by its slot', async () => {
  const { logger, warnings, warned } = noting();
  warnOfSlowStart(2, never, logger, 20);
  await warned;
  assert.equal(warnings, ['Worker 2 is not ready after 0.02 s: has its app factory settled, and does its app listen?']);
});

test('a worker that is ready, or gone, is not warned of', async () => {
  const { logger, warnings, warned } = noting();
  warnOfSlowStart(0, Promise.resolve(true), logger, 0);
  warnOfSlowStart(1, never, logger, 1);
  await warned;
  assert.match(warnings.join(), /^Worker 1 /);
});

test('the pending warning keeps no process alive', () => {
  const before = timers();
  warnOfSlowStart(0, never, console, NEVER_MS);
  assert.is(timers(), before);
});

test.run();

/** How many timers keep this process alive. */
function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}

/** A logger that keeps its warnings, and the moment of the first one. */
function noting() {
  const warnings: string[] = [];
  const { promise, resolve } = deferred();
  const warn = (message: string) => {
    warnings.push(message);
    resolve();
  };
  const nothing = () => undefined;
  // The timer is unref'd: something else must keep the test alive.
  const alive = setInterval(nothing, NEVER_MS);
  return {
    logger: { info: nothing, warn, error: nothing },
    warnings,
    warned: promise.finally(() => clearInterval(alive)),
  };
}
