import { recordingRules } from '../../../dashboards/rules/recording-rules.js';
import { CONFLICT_REASONS, HANDLER_CODES, REJECT_REASONS } from '../../../src/primary/protocol/shared-counters.js';
import { RESTART_REASONS, WORKER_STATES } from '../../../src/primary/protocol/worker-view.js';
import { DURATION_BUCKETS } from '../../../src/shared/options/http-options.js';
import { type DocumentedFamily, documentedFamilies } from '../../cluster/driver/documented-families.js';
import { KnownSeries } from '../promql/known-series.js';
import { labelsGiven } from '../promql/label-flow.js';
import { parsePromql } from '../promql/promql.js';

type LabelledSeries = Readonly<Record<string, string>>;

/** The labels that Prometheus gives to whatever it scrapes. */
const OF_TARGETS = ['job', 'instance'];
const STATUS_CODES = ['200', '404', '499', '500', '503'];

/** Values of the labels that rules and runbooks ask for, by label or by metric and label. Any other label has one value. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  worker: ['0', '1', 'primary'],
  le: [...DURATION_BUCKETS.map(String), '+Inf'],
  'cluster_workers state': WORKER_STATES,
  'cluster_series state': ['active', 'dropped'],
  'cluster_worker_restarts_total reason': RESTART_REASONS,
  'cluster_frames_rejected_total reason': REJECT_REASONS,
  'cluster_metric_conflicts_total reason': CONFLICT_REASONS,
  'metrics_handler_requests_total code': HANDLER_CODES,
  'http_request_count_total status': STATUS_CODES,
  'nodejs_gc_duration_seconds_bucket kind': ['minor', 'major', 'incremental', 'weakcb'],
  'process_context_switches_total kind': ['voluntary', 'involuntary'],
};

/** Every series of `docs/metrics.md` and of the recording rules, for clusters without a namespace, and Prometheus' own `up`. */
export function documentedSeries(): KnownSeries {
  const series = [...seriesOf('up', OF_TARGETS), ...documentedFamilies().flatMap(seriesOfFamily)];
  // A rule may read the records of the rules before it.
  for (const { record, expr } of recordingRules({ naming: 'classic', namespace: '' }).flatMap(({ rules }) => rules)) {
    const { labels } = labelsGiven(parsePromql(expr), new KnownSeries(series));
    series.push(...seriesOf(record, [...(labels ?? [])]));
  }
  return new KnownSeries(series);
}

function seriesOfFamily({ name, type, labels: own }: DocumentedFamily): LabelledSeries[] {
  const labels = [...OF_TARGETS, ...own];
  if (type !== 'histogram' && type !== 'summary') return seriesOf(name, labels);
  const buckets = type === 'histogram' ? seriesOf(`${name}_bucket`, [...labels, 'le']) : [];
  return [...buckets, ...seriesOf(`${name}_sum`, labels), ...seriesOf(`${name}_count`, labels)];
}

/** A series for each value of each label: together they have all values of the labels. */
function seriesOf(metric: string, labels: readonly string[]): LabelledSeries[] {
  const valuesOf = (label: string) => VALUES[`${metric} ${label}`] ?? VALUES[label] ?? ['any'];
  const first = Object.fromEntries(labels.map((label) => [label, valuesOf(label)[0] ?? '']));
  const one = { __name__: metric, ...first };
  return [one, ...labels.flatMap((label) => valuesOf(label).map((value) => ({ ...one, [label]: value })))];
}
