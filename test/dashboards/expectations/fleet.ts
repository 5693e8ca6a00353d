import * as assert from 'uvu/assert';
import type { Series } from '../../cluster/driver/prometheus/prometheus-answer.js';
import { RATE_SECONDS as LATELY_SECONDS } from '../answers/choices.js';
import { sumBy } from '../answers/series-math.js';
import {
  assertAllBetween,
  assertBetween,
  having,
  highest,
  latest,
  lowest,
  valuesOf,
} from '../answers/series-values.js';
import { ofKind } from '../day/answered.js';
import { type Answered, LANES } from '../day/shop-load.js';
import type { Expectation } from './expectation.js';
import { mostFor, waitsOf } from './latency.js';
import { assertIncrease } from './rates.js';

/** Range of the recorded rates, in seconds. The day is shorter, so an increase over the range is that of the day. */
const RECORDED_SECONDS = 300;

/** What the script makes the dashboard of many instances show. */
export const fleetExpectations: readonly Expectation[] = [
  {
    panel: 'Instances',
    check(shown, { answered }, { beside }) {
      const of = (refId: string) => latest(shown(refId));
      assertIncrease(RECORDED_SECONDS * of('A'), answered.length, 'requests');
      assertBetween(of('B'), ...shareOfErrors(answered), 'share of errors');
      assertBetween(of('C'), 0.25, mostFor(waitsOf(answered), 0.98), 'p95 with a slow endpoint among fourteen visits');
      const cpu = valuesOf(beside('Process', 'Processes', 'B')).reduce((sum, seconds) => sum + seconds, 0);
      // The CPU time that a process took before its first scrape, for its start, is no increase.
      assertBetween(RECORDED_SECONDS * of('D'), 0.5 * cpu, 1.1 * cpu, 'CPU time of all processes');
      const resident = latest(sumBy(beside('Workers', 'Resident memory')));
      assertBetween(of('E'), 0.7 * resident, 1.3 * resident, 'memory of all processes');
      const headroom = beside('Workers', 'Heap headroom');
      assertBetween(of('F'), lowest(headroom) - 0.01, highest(headroom), 'least headroom');
      assert.is(of('G'), 2, 'workers up');
      assert.is(of('H'), 2, 'workers');
      assertBetween(of('I'), 1.9, 3, 'a kill and a hang');
    },
  },
  {
    panel: 'Share of errors by job',
    check(shown, { job, answered }) {
      for (const refId of ['A', 'B'])
        assertBetween(latest(having(shown(refId), { job })), ...shareOfErrors(answered), 'share of errors');
    },
  },
  {
    panel: 'Share of slow requests by job',
    check(shown, { job, answered }) {
      // Only a blow or a busy machine makes a request slower than 0.5 s. Visitors wait longer than a request takes.
      const slow = answered.filter(({ seconds }) => seconds > 0.4).length / answered.length;
      for (const refId of ['A', 'B'])
        assertBetween(latest(having(shown(refId), { job })), 0, 2 * slow + 0.02, 'share of slow requests');
    },
  },
  {
    panel: 'Latency p99',
    check(shown, { answered }) {
      // 7 % of the requests take 300 ms, so p99 is near the end of their bucket, 0.5 s. In a short window they may be 2 %.
      const least = 0.25 + 0.25 * (1 - 1 / 2);
      assertBetween(lowest(shown()), least, 10, 'p99');
      assertBetween(latest(shown()), least, mostFor(waitsOf(answered), 1), 'p99 at the end');
    },
  },
  {
    panel: 'In flight',
    check(shown) {
      assertAllBetween(shown(), 0, LANES + 5, 'requests of three visitors');
      assert.ok(highest(shown()) >= 1, 'none in flight, whenever it was scraped');
    },
  },
  {
    panel: 'Skew of the load',
    check(shown, _shop, { beside }) {
      assertAllBetween(shown(), 1, 2, 'skew of two workers');
      assertWithin(latest(shown()), beside('Workers', 'Skew of the load'));
    },
  },
  {
    panel: 'Event-loop utilization, busiest worker',
    check(shown, _shop, { beside }) {
      assertAllBetween(shown(), 0, 1, 'utilization');
      assertWithin(latest(shown()), ofWorkers(beside('Workers', 'Event-loop utilization')));
    },
  },
  {
    panel: 'Event-loop delay p99',
    check(shown, _shop, { beside }) {
      assertAllBetween(shown(), 1e-5, 10, 'delay');
      assertWithin(latest(shown()), ofWorkers(beside('Workers', 'Event-loop delay p99')));
    },
  },
  {
    panel: 'Garbage collection, busiest worker',
    check(shown, _shop, { beside }) {
      const share = highest(ofWorkers(beside('Workers', 'Time in garbage collection')));
      // The time in collections of the day is not less than that of any 20 s of the day.
      assertBetween(latest(shown()), (0.6 * LATELY_SECONDS * share) / RECORDED_SECONDS, share, 'share of a core');
    },
  },
];

function shareOfErrors(answered: readonly Answered[]): [number, number] {
  const share = ofKind(answered, { status: '5' }).length / answered.length;
  return [share - 0.03, share + 0.03];
}

function ofWorkers(series: readonly Series[]): Series[] {
  return series.filter(({ labels }) => labels['worker'] !== 'primary');
}

/** Throws unless a value of the whole day is within the values of its parts and of its processes. */
function assertWithin(value: number, parts: readonly Series[]): void {
  assertBetween(value, 0.8 * lowest(parts), 1.2 * highest(parts), 'what other panels show');
}
