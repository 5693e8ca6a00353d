import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { figure, number, ratio } from '../../../bench/report/words/figure.js';
import { rowLabel } from '../../../bench/report/words/row-label.js';

test('a figure has three significant digits and its unit', () => {
  assert.is(figure(1417.4, 'ns'), '1,420 ns');
  assert.is(figure(0.034567, 'ms'), '0.0346 ms');
  assert.is(figure(-1.25, '%'), '-1.25 %');
  assert.is(figure(1.4, 'x'), '1.4x');
});

test('bytes are shown in the unit that leaves something before the point', () => {
  assert.equal(
    [999, 4870, 1_600_000, 2.5e9].map((bytes) => figure(bytes, 'B')),
    ['999 B', '4.87 KB', '1.6 MB', '2.5 GB'],
  );
});

test('numbers never show an exponent, and rounding errors of zero are zero', () => {
  assert.equal([1_234_567, 2.5e-7, 1e-15, -1e-15, 0].map(number), ['1,230,000', '0.00000025', '0', '0', '0']);
});

test('a ratio needs a figure of ours above zero', () => {
  assert.is(ratio(45, 1417), '31.5x');
  assert.equal([ratio(null, 1), ratio(0, 1), ratio(-0.5, 25)], [undefined, undefined, undefined]);
});

test('a label says each size once', () => {
  const params = { workers: 16, series: 10_000, changed: 0.01, keepAlive: 'no', depth: 3 };
  assert.is(
    rowLabel({ name: 'steady', params }),
    'steady, 16 workers, 10,000 series, 1 % changed, keep alive no, depth 3',
  );
  assert.is(
    rowLabel({ name: '16 workers x 10,000 series', params: { workers: 16, series: 10_000 } }),
    '16 workers x 10,000 series',
  );
  const rates = { bytes: 1500, scrapeEveryMs: 1000, changedSeries: 1 };
  assert.is(rowLabel({ name: 'frame', params: rates }), 'frame, 1.5 KB, scrape every 1,000 ms, 1 changed series');
  const sizes = { workers: 4, from: 1000, to: 10_000, changed: 1 };
  assert.is(rowLabel({ name: 'growth', params: sizes }), 'growth, 4 workers, from 1,000 to 10,000, 100 % changed');
  assert.is(rowLabel({ name: 'steady', params: { workers: 1 } }), 'steady, 1 worker');
});

test.run();
