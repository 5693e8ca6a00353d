import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parsedBelow } from './source-files.js';

/** Files that show a time of day. Nothing of theirs is compared with another time. */
const SHOWING = [
  'src/primary/supervise/worker-process.ts',
  'src/primary/supervise/worker-slot.ts',
  'src/shared/runtime/memory/garbage-collections.ts',
  'src/shared/runtime/process/life.ts',
];

test("nothing is decided by the system's clock, which somebody may set: where it is read, it is shown", () => {
  const reading = parsedBelow('src').filter(({ code }) =>
    /\bDate\.now\(|\bnew Date\(\)|performance\.timeOrigin\b/.test(code),
  );
  assert.equal(reading.map(({ path }) => path).sort(), SHOWING);
});

test.run();
