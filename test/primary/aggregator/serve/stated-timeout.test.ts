import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { scrapeLimits } from '../../../../src/primary/aggregator/scrape/scrape-limits.js';
import { statedTimeoutMs } from '../../../../src/primary/aggregator/serve/stated-timeout.js';

const test = suite('the time that a scraper states');

test('is read in seconds', () => {
  assert.is(stated('10'), 10_000);
  assert.is(stated('0.2'), 200);
  assert.is(stated('15.000'), 15_000);
});

test('is ignored if it is no number above 0', () => {
  for (const text of ['', '0', '0.0', '-1', 'NaN', 'Infinity', '1,2', '1, 1', '1s', '0x10', '1.2.3', '.', '1e3', 'x'])
    assert.is(stated(text), undefined, text);
  assert.is(statedTimeoutMs({}), undefined);
  assert.is(stated('9'.repeat(400)), undefined);
});

test('leaves workers half of it and aggregators of the app a quarter, and a timer at least its least', () => {
  assert.equal(scrapeLimits(200), { workersMs: 100, aggregatorsMs: 50 });
  assert.equal(scrapeLimits(Number.MIN_VALUE), { workersMs: 1, aggregatorsMs: 1 });
  assert.equal(scrapeLimits(undefined), { workersMs: undefined, aggregatorsMs: undefined });
});

function stated(text: string): number | undefined {
  return statedTimeoutMs({ 'x-prometheus-scrape-timeout-seconds': text });
}

test.run();
