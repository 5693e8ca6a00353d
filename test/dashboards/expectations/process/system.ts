import { readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { divide } from '../../answers/series-math.js';
import {
  assertAllBetween,
  assertBetween,
  having,
  highest,
  labelValues,
  latest,
  mean,
} from '../../answers/series-values.js';
import { PROCESSES, WORKERS } from '../day-processes.js';
import type { Expectation } from '../expectation.js';

/** What the script makes the row of the system's resources show. */
export const systemExpectations: readonly Expectation[] = [
  {
    panel: 'CPU',
    check(shown, { hung }) {
      for (const refId of ['A', 'B']) {
        assert.equal(labelValues(shown(refId), 'worker'), PROCESSES);
        // The hung worker takes a core for three seconds.
        assertAllBetween(shown(refId), 0, 1.5, 'cores of a process');
      }
      const [user, system] = ['A', 'B'].map((refId) => having(shown(refId), { worker: `${hung.slot}` }));
      assert.ok(highest(user ?? []) > highest(system ?? []), 'a loop without end is not the system');
    },
  },
  {
    panel: 'Open file descriptors',
    check(shown) {
      assert.equal(labelValues(shown(), 'worker'), PROCESSES);
      // Streams, the channel and the event loop need descriptors, and so do visitors and scrapes.
      assertAllBetween(shown(), 0, 200, 'open files');
      assertBetween(highest(shown()), 8, 200, 'open files');
    },
  },
  {
    panel: 'Descriptors in use',
    check(shown, _shop, { beside }) {
      assert.equal(labelValues(shown(), 'worker'), PROCESSES);
      const most = divide(beside('Process', 'Open file descriptors'), shown(), 'worker');
      // The clusters inherit the limit of the test's process, which Node has raised as far as it may.
      const limit = Number(/^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]);
      assertAllBetween(most, 0.999 * limit, 1.001 * limit, 'maximum');
    },
  },
  {
    panel: 'Threads',
    check(shown) {
      assert.equal(labelValues(shown(), 'worker'), PROCESSES);
      // The page may show a process that has just begun, before V8 has started its threads.
      assertAllBetween(shown(), 1, 60, 'threads');
      for (const worker of PROCESSES)
        assertBetween(highest(having(shown(), { worker })), 5, 60, 'the main thread, and V8');
    },
  },
  {
    panel: 'Page faults',
    check(shown) {
      for (const worker of PROCESSES) {
        const [minor, major] = ['minor', 'major'].map((kind) => having(shown(), { worker, kind }));
        // A new process touches its memory for the first time, and hardly any of that memory is on a disk.
        assertBetween(highest(minor ?? []), 1, 1e6, 'minor faults a second');
        assertBetween(highest(major ?? []), 0, highest(minor ?? []), 'major faults a second');
      }
    },
  },
  {
    panel: 'Context switches',
    check(shown) {
      for (const worker of PROCESSES) {
        // A process that waits for the next request or scrape gives up the CPU of its own accord.
        assertBetween(highest(having(shown(), { worker, kind: 'voluntary' })), 1, 5e4, 'voluntary ones a second');
        assertBetween(highest(having(shown(), { worker, kind: 'involuntary' })), 0, 5e4, 'involuntary ones a second');
      }
    },
  },
  {
    panel: 'Processes',
    check(shown, { reload }, { endedAt, beside }) {
      for (const refId of ['A', 'B']) {
        assert.equal(labelValues(shown(refId), 'worker'), PROCESSES);
        assert.equal(labelValues(shown(refId), 'version'), [process.version]);
      }
      const uptime = (worker: string) => latest(having(shown('A'), { worker }));
      const start = latest(beside('Process', 'Deploy')) / 1000;
      assertBetween(uptime('primary'), endedAt - start - 3, endedAt - start + 1, 'uptime of the primary');
      for (const worker of WORKERS)
        assertBetween(uptime(worker), 0, endedAt - reload.from + 1, 'uptime since the reload');
      for (const worker of PROCESSES) {
        const cores = ['A', 'B'].map((refId) => mean(having(beside('Process', 'CPU', refId), { worker })));
        const least = cores.reduce((sum, one) => sum + one, 0);
        assertBetween(latest(having(shown('B'), { worker })), 10 * least, 4 * (endedAt - start), 'CPU time');
      }
    },
  },
];
