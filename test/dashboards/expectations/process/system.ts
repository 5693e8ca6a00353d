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
import type { Expectation } from '../expectation.js';

const WORKERS = ['0', '1'];
const PROCESSES = [...WORKERS, 'primary'];

/** What the script makes the row of what a process takes of the machine show. */
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
      // The streams, the channel, the event loop's own; and what visitors and scrapes open.
      assertAllBetween(shown(), 0, 200, 'open files');
      assertBetween(highest(shown()), 8, 200, 'open files');
    },
  },
  {
    panel: 'Descriptors in use',
    check(shown, _shop, { beside }) {
      assert.equal(labelValues(shown(), 'worker'), PROCESSES);
      const most = divide(beside('Process', 'Open file descriptors'), shown(), 'worker');
      // Clusters inherit the limit of this process, which Node has raised as far as it may.
      const limit = Number(/^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]);
      assertAllBetween(most, 0.999 * limit, 1.001 * limit, 'maximum');
    },
  },
  {
    panel: 'Threads',
    check(shown) {
      assert.equal(labelValues(shown(), 'worker'), PROCESSES);
      // One that has just begun is seen from outside before V8 has made its own.
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
        // New processes touch their memory for the first time; hardly any of it is on a disk.
        assertBetween(highest(minor ?? []), 1, 1e6, 'minor faults a second');
        assertBetween(highest(major ?? []), 0, highest(minor ?? []), 'major faults a second');
      }
    },
  },
  {
    panel: 'Context switches',
    check(shown) {
      for (const worker of PROCESSES) {
        // Whoever waits for the next request or scrape gives the CPU away.
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
