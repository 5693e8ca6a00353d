// Shows each judge of a scenario what it must pass and what it must fail: a judge that cannot fail judges nothing.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Scrape } from '../../../bench/compare/cluster/scrape.js';
import { exemplars } from '../../../bench/compare/scenarios/formats/exemplars.js';
import { openMetricsBody, openMetricsCounter } from '../../../bench/compare/scenarios/formats/open-metrics.js';
import { bucketBounds } from '../../../bench/compare/scenarios/metrics/bucket-bounds.js';
import { disagreement } from '../../../bench/compare/scenarios/metrics/disagreement.js';
import { infoGauge } from '../../../bench/compare/scenarios/metrics/info-gauge.js';
import { labelsWithColons, labelsWithPipes, manyLabels } from '../../../bench/compare/scenarios/metrics/labels.js';
import { notFinite } from '../../../bench/compare/scenarios/metrics/not-finite.js';
import { reusedLabels } from '../../../bench/compare/scenarios/metrics/reused-labels.js';
import { summaryQuantiles } from '../../../bench/compare/scenarios/metrics/summary-quantiles.js';
import { gcBursts } from '../../../bench/compare/scenarios/runtime/gc-bursts.js';
import { idleLag } from '../../../bench/compare/scenarios/runtime/idle-lag.js';
import { startTime } from '../../../bench/compare/scenarios/runtime/start-time.js';
import { twoScrapers } from '../../../bench/compare/scenarios/runtime/two-scrapers.js';
import { disconnectsDuringScrape } from '../../../bench/compare/scenarios/workers/disconnects-during-scrape.js';
import { restartGauges } from '../../../bench/compare/scenarios/workers/graceful-restart.js';
import { killedWorker } from '../../../bench/compare/scenarios/workers/killed-worker.js';
import type { Outcome } from '../../../bench/report/compare-report.js';

const OPEN_METRICS = 'application/openmetrics-text; version=1.0.0';
const FAILED: Scrape = { status: 500, contentType: '', text: 'Operation timed out.', ms: 5000 };
const NOW = Date.now() / 1000;

test('totals: a fall, a scrape that failed and a page without the total fail', () => {
  const judge = (before: Scrape, after: Scrape) => killedWorker.judge({ before, after });
  expectPass(judge(page('work_total 300'), page('work_total 300')));
  expectFail(judge(page('work_total 300'), page('work_total 200')), 'work_total 300 -> 200');
  expectFail(judge(page('work_total 300'), FAILED), 'after 5.0 s the scrape answered 500: Operation timed out.');
  expectFail(judge(page('work_total 300'), page('other 300')));
  expectFail(judge(page('other 300'), page('work_total 300')));
});

test('gauges after restarts', () => {
  const judge = (after: string) => restartGauges.judge({ before: page('queue_length 10'), after: page(after) });
  expectPass(judge('queue_length 10'));
  for (const wrong of ['queue_length 40', 'queue_length 5', '']) expectFail(judge(wrong));
});

test('a worker that disconnects', () => {
  const right = { scrape: page('a 1'), end: { code: 0 }, hasFinished: true };
  expectPass(disconnectsDuringScrape.judge(right));
  expectFail(disconnectsDuringScrape.judge({ ...right, scrape: FAILED }));
  expectFail(disconnectsDuringScrape.judge({ ...right, end: { code: 1 } }));
  expectFail(disconnectsDuringScrape.judge({ ...right, hasFinished: false }));
});

test('two scrapers: one page of many is enough to fail', () => {
  const right = page('nodejs_eventloop_lag_min_seconds{worker="0"} 0');
  expectPass(twoScrapers.judge([right, right]));
  expectFail(twoScrapers.judge([right, page('nodejs_eventloop_lag_min_seconds 9223372036.854776')]));
  expectFail(twoScrapers.judge([right, page('nodejs_eventloop_lag_mean_seconds Nan')]));
  expectFail(twoScrapers.judge([right, page('')]));
  expectFail(twoScrapers.judge([right, FAILED]));
  expectFail(twoScrapers.judge([]));
});

test('one page: right ones pass, wrong ones fail', () => {
  expectPage(notFinite, 'odd{kind="nan"} NaN\nodd{kind="infinity"} +Inf', [
    'odd{kind="nan"} 0\nodd{kind="infinity"} 0',
    'odd{kind="nan"} NaN',
  ]);
  expectPage(summaryQuantiles, 'waited{quantile="0.5",worker="0"} 10\nwaited_count 2', [
    'waited{quantile="0.5"} 20\nwaited_count 2',
    'waited{quantile="0.5"} 10\nwaited_count 1',
    'waited_count 2',
  ]);
  expectPage(infoGauge, 'build_info{version="1"} 1', ['build_info{version="1"} 4', '']);
  expectPage(startTime, `process_start_time_seconds ${NOW - 1}`, [`process_start_time_seconds ${2 * NOW}`, '']);
  expectPage(labelsWithColons, 'labels_total{a="1,b:2"} 1\nlabels_total{a="1",b="2"} 1', ['labels_total{a="1,b:2"} 2']);
  expectPage(labelsWithPipes, 'labels_total{a="1|",b="2"} 1\nlabels_total{a="1",b="|2"} 1', ['']);
  expectPage(manyLabels, 'labels_total{a="a"} 2', ['labels_total{a="a"} 1\nlabels_total{a="a"} 1', '']);
  expectPage(reusedLabels, 'reused{kind="two"} 4', ['reused{kind="two"} 6', `${'reused{kind="two"} 4\n'.repeat(2)}`]);
  expectPage(bucketBounds, 'took_seconds_bucket{le="1"} 2\ntook_seconds_bucket{le="+Inf"} 3\ntook_seconds_count 3', [
    'took_seconds_bucket{le="1"} 4\ntook_seconds_bucket{le="5"} 3\ntook_seconds_bucket{le="+Inf"} 8\ntook_seconds_count 8',
    'took_seconds_bucket{le="+Inf"} 3\ntook_seconds_count 4',
    '',
  ]);
  expectPage(exemplars, 'took_seconds_bucket{le="10"} 1 # {trace_id="abc"} 5 1.5', ['took_seconds_bucket{le="10"} 1']);
});

test('OpenMetrics: whoever answers in the text format is not judged', () => {
  expectPage(openMetricsBody, 'work_total 1\n# EOF', ['work_total 1'], OPEN_METRICS);
  const wrong = ['# TYPE work counter\nwork_total_total 200', '# TYPE work_total counter\nwork_total 200', ''];
  expectPage(openMetricsCounter, '# TYPE work counter\nwork_total 200', wrong, OPEN_METRICS);
  for (const { judge } of [openMetricsBody, openMetricsCounter]) assert.is(judge(page('work_total 1')).passes, null);
});

test('workers that disagree', () => {
  const judge = (slowFirst: Scrape, slowSecond: Scrape) => disagreement.judge({ slowFirst, slowSecond });
  expectPass(judge(page('disagreed 3'), page('disagreed 3')));
  expectFail(judge(page('disagreed 3'), page('disagreed 5')));
  expectFail(judge(page('# TYPE disagreed_type counter'), page('# TYPE disagreed_type gauge')));
  expectFail(judge(page(''), page('')));
  expectFail(judge(page('disagreed 3'), FAILED));
});

test('garbage collections', () => {
  const judge = (page: number, truth: number) =>
    gcBursts.judge({ before: { page: 2, truth: 2 }, after: { page: page + 2, truth: truth + 2 } });
  expectPass(judge(50, 50));
  expectFail(judge(11, 50), '11 of 50');
  expectFail(judge(0, 0));
  expectFail(judge(Number.NaN, 50));
});

test('idle lag: the quietest scrape counts, of the worst worker', () => {
  const lag = (...values: number[]) =>
    page(values.map((value, slot) => `nodejs_eventloop_lag_p50_seconds{worker="${slot}"} ${value}`).join('\n'));
  expectPass(idleLag.judge([lag(0.02, 0.03), lag(0.001, 0.002)]));
  expectFail(idleLag.judge([lag(0.001, 0.01), lag(0.01, 0.001)]), '10.0 ms');
  expectFail(idleLag.judge([page('')]));
  expectFail(idleLag.judge([FAILED]));
});

function expectPage(
  { judge }: { readonly judge: (scrape: Scrape) => Outcome },
  right: string,
  wrong: readonly string[],
  contentType?: string,
): void {
  expectPass(judge(page(right, contentType)));
  for (const text of wrong) expectFail(judge(page(text, contentType)));
  expectFail(judge(FAILED));
}

function expectPass({ passes, observed }: Outcome): void {
  assert.is(passes, true, observed);
}

function expectFail({ passes, observed }: Outcome, words = observed): void {
  assert.is(passes, false, observed);
  assert.is(observed, words);
}

function page(text: string, contentType = 'text/plain; version=0.0.4'): Scrape {
  return { status: 200, contentType, text: `${text}\n`, ms: 5 };
}

test.run();
