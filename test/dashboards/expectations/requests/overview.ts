import { FULL_WINDOWS_SECONDS, RATE_SECONDS } from '../../answers/choices.js';
import { assertSame, average, since } from '../../answers/series-math.js';
import { assertBetween, lastSample, latest, lowest } from '../../answers/series-values.js';
import { inTime, ofKind } from '../../day/answered.js';
import type { Expectation } from '../expectation.js';
import { quantileOfBuckets } from '../latency.js';
import { assertRate } from '../rates.js';

/** What the script makes the six numbers of the overview show. */
export const overviewExpectations: readonly Expectation[] = [
  {
    panel: 'Requests per second',
    check(shown, { answered }) {
      assertRate(shown(), answered, 'requests a second');
    },
  },
  {
    panel: 'Server errors',
    check(shown, { answered }) {
      const [at, share] = lastSample(shown());
      const lately = inTime(answered, at - RATE_SECONDS, at);
      const expected = ofKind(lately, { status: '5' }).length / lately.length;
      assertBetween(share, expected - 0.03, expected + 0.03, 'share of 5xx');
    },
  },
  {
    panel: 'Latency p95',
    check(shown, _shop, { beside, startedAt }) {
      assertSame(shown(), quantileOfBuckets(0.95, beside('Requests', 'Latency heatmap')), []);
      // One of 14 visits takes 300 ms, which is more than the 1 of 20 that p95 leaves out. It comes late among the first visits.
      assertBetween(lowest(since(shown(), startedAt + FULL_WINDOWS_SECONDS)), 0.25, 10, 'p95');
    },
  },
  {
    panel: 'In flight now',
    check(shown, _shop, { beside }) {
      assertSame(shown(), beside('Requests', 'In flight'), []);
    },
  },
  {
    panel: 'Workers up',
    check(shown, _shop, { beside }) {
      assertSame(shown(), average(beside('Workers', 'Workers up')), []);
      assertBetween(latest(shown()), 1, 1, 'share of workers');
    },
  },
  {
    panel: 'Uptime',
    check(shown, _shop, { startedAt, beside }) {
      const [at, uptime] = lastSample(shown());
      const processStart = latest(beside('Requests', 'Deploy')) / 1000;
      assertBetween(uptime, at - startedAt - 1, at - processStart + 1, 'seconds since the cluster was started');
    },
  },
];
