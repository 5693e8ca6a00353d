// needs: promtool
// The option `metrics.labels` gives every series of the library further labels: what rules record and when alerts fire stays the same.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { clusterRecordingCases } from './cases/cluster-recording-cases.js';
import { loadSkewCases } from './cases/load-skew-cases.js';
import { objectiveRecordingCases } from './cases/objective-recording-cases.js';
import { pageAlertCases } from './cases/page-alert-cases.js';
import { primaryEndCases } from './cases/primary-end-cases.js';
import { requestRecordingCases } from './cases/request-recording-cases.js';
import { runtimeAlertCases } from './cases/runtime-alert-cases.js';
import { runtimeRecordingCases } from './cases/runtime-recording-cases.js';
import { workerEndCases } from './cases/worker-end-cases.js';
import { workerSilenceCases } from './cases/worker-silence-cases.js';
import { differencesOfAlerts, differencesOfRecords } from './promtool.js';
import type { AlertCase, Series } from './rule-cases.js';

const test = suite('rules on series with constant labels');
const LABELS = { service: 'shop', zone: '3' };

/** The alerts whose expressions keep all labels of the scraped series. The labels help to tell who has to be called. */
const KEEPING = [
  'ClusterWorkerDown',
  'ClusterWorkerHung',
  'ClusterPrimaryBlocked',
  'ClusterPrimaryRestarting',
  'NodeEventLoopSaturated',
  'NodeHeapNearLimit',
  'ContainerMemoryNearLimit',
  'ProcessFdsNearLimit',
  'ClusterScrapesIncomplete',
  'ClusterSeriesDropped',
];

// The alerts of objectives are left out: they see only what rules have recorded, and take long.
test('each alert fires and is silent as without them', () => {
  const workerCases = [...primaryEndCases, ...workerEndCases, ...workerSilenceCases, ...loadSkewCases];
  const cases = [...workerCases, ...runtimeAlertCases, ...pageAlertCases]
    .map(withLabels)
    .map((one) => (KEEPING.includes(one.alert) ? withLabelsInAlert(one) : one));
  const differences = differencesOfAlerts(cases);
  assert.equal(
    cases.flatMap(({ alert, when }, index) => (differences[index] === '' ? [] : [`${alert}: ${when}`])),
    [],
  );
});

test('each recording rule stores the same values, without them', () => {
  const cases = [
    ...requestRecordingCases(''),
    ...objectiveRecordingCases,
    ...runtimeRecordingCases,
    ...clusterRecordingCases,
  ].map(withLabels);
  const differences = differencesOfRecords(cases);
  assert.equal(
    cases.filter((_, index) => differences[index] !== '').map(({ record, when }) => `${record}: ${when}`),
    [],
  );
});

test.run();

/** The same case with series that have the labels, apart from those that Prometheus itself makes and those that rules record. */
function withLabels<Case extends { readonly series: Series }>(one: Case): Case {
  const series = Object.entries(one.series).map(([name, values]) => [isScraped(name) ? labelled(name) : name, values]);
  return { ...one, series: Object.fromEntries(series) };
}

function isScraped(series: string): boolean {
  return !/^(up\{|\w+:)/.test(series);
}

function labelled(series: string): string {
  const pairs = Object.entries(LABELS).map(([name, value]) => `${name}="${value}"`);
  return `${series.slice(0, -1)},${pairs.join(',')}}`;
}

function withLabelsInAlert(one: AlertCase): AlertCase {
  const { fires } = one;
  return fires === 'not' ? one : { ...one, fires: { ...fires, labels: { ...fires.labels, ...LABELS } } };
}
