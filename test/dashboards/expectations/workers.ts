import * as assert from 'uvu/assert';
import type { Expectation } from '../expectations.js';
import { assertBetween, having, highest, labelValues, latest, valuesOf } from '../series-values.js';

/** What the script makes the dashboard of workers show. */
export const workersExpectations: readonly Expectation[] = [
  {
    panel: 'Restarts',
    check(shown, { killed, hung }) {
      for (const refId of ['A', 'B']) {
        const restarts = shown(refId);
        assert.is(latest(having(restarts, { worker: `${killed.slot}`, reason: 'signal' })), 1);
        assert.is(latest(having(restarts, { worker: `${hung.slot}`, reason: 'hung' })), 1);
        for (const worker of ['0', '1']) assert.is(latest(having(restarts, { worker, reason: 'reload' })), 1);
        assert.is(restarts.length, 4);
      }
    },
  },
  {
    panel: 'Requests by worker',
    check(shown) {
      assert.equal(labelValues(shown(), 'worker'), ['0', '1']);
      for (const worker of ['0', '1']) assert.ok(highest(having(shown(), { worker })) > 1);
    },
  },
  {
    panel: 'Skew of the load',
    check(shown) {
      const skew = valuesOf(shown('A')).filter((value) => !Number.isNaN(value));
      for (const value of skew) assertBetween(value, 1, 2, 'skew of two workers');
    },
  },
  {
    panel: 'Workers missing from scrapes',
    check(shown) {
      assert.ok(highest(shown()) >= 1, 'the hung worker is missing');
      assert.is(latest(shown()), 0);
    },
  },
  {
    panel: 'Age of the values',
    check(shown, { hung }) {
      assertBetween(highest(having(shown(), { worker: `${hung.slot}` })), 1, 6, 'age of what a hung worker had told');
    },
  },
  {
    panel: 'Workers up',
    check(shown) {
      assert.equal(labelValues(shown(), 'worker'), ['0', '1']);
      for (const worker of ['0', '1']) assert.is(latest(having(shown(), { worker })), 1);
    },
  },
  {
    panel: 'Workers by state',
    check(shown) {
      assert.is(latest(having(shown(), { state: 'ready' })), 2);
    },
  },
  {
    panel: 'Event-loop utilization',
    check(shown) {
      assert.ok(valuesOf(shown()).every((value) => Number.isNaN(value) || (value >= 0 && value <= 1)));
      assert.equal(labelValues(shown(), 'worker'), ['0', '1', 'primary']);
    },
  },
  {
    panel: 'Garbage collections',
    check(shown) {
      for (const worker of ['0', '1']) assert.ok(highest(having(shown(), { worker, kind: 'minor' })) > 0);
    },
  },
  {
    panel: 'Heap headroom',
    check(shown) {
      for (const value of valuesOf(shown())) assertBetween(value, 0.5, 1, 'headroom of a small app');
    },
  },
  {
    panel: 'Scrapes',
    check(shown) {
      assertBetween(latest(having(shown(), { code: '200' })), 0.7, 1.3, 'scrapes a second');
      assert.is(highest(having(shown(), { code: '500' })), 0);
    },
  },
  {
    panel: 'Metric conflicts',
    check(shown) {
      assert.is(highest(shown()), 0);
    },
  },
];
