import { readFileSync } from 'node:fs';
import { recordingRules } from '../../../dashboards/rules/recording-rules.js';
import { CONFLICT_REASONS, HANDLER_CODES, REJECT_REASONS } from '../../../src/primary/aggregator/own-counters.js';
import { RESTART_REASONS, WORKER_STATES } from '../../../src/primary/aggregator/thread-messages.js';
import { type Matcher, read, type Selector } from './selectors.js';

/** What a family of the page has. */
interface Family {
  readonly type: string;
  readonly labels: readonly string[];
}

/** What Prometheus itself says of each target. */
const OF_PROMETHEUS: ReadonlyMap<string, Family> = new Map([['up', { type: 'gauge', labels: [] }]]);
const OF_TARGETS = ['job', 'instance'];
const STATUS_CODES = ['200', '404', '499', '500', '503'];

/** The values that a label of a metric can have, where they are known. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  'cluster_workers state': WORKER_STATES,
  'cluster_series state': ['active', 'dropped'],
  'cluster_worker_restarts_total reason': RESTART_REASONS,
  'cluster_frames_rejected_total reason': REJECT_REASONS,
  'cluster_metric_conflicts_total reason': CONFLICT_REASONS,
  'metrics_handler_requests_total code': HANDLER_CODES,
  'http_request_count_total status': STATUS_CODES,
};

/** Metrics, labels and label values of an expression that neither `docs/metrics.md` nor a recording rule has. */
export function unknownNames(expr: string): string[] {
  const families = knownFamilies();
  const { selectors, groupedBy } = read(expr);
  const labels = new Set(selectors.flatMap(({ metric }) => labelsOf(metric, families) ?? []));
  return [
    ...selectors.flatMap((selector) => unknownIn(selector, families)),
    ...groupedBy.filter((label) => !labels.has(label)),
  ];
}

function unknownIn({ metric, matchers }: Selector, families: ReadonlyMap<string, Family>): string[] {
  const labels = labelsOf(metric, families);
  if (!labels) return [metric];
  return matchers
    .filter((matcher) => !labels.includes(matcher.label) || !isPossible(metric, matcher))
    .map(({ label, operator, value }) => `${metric}{${label}${operator}"${value}"}`);
}

function isPossible(metric: string, { label, operator, value }: Matcher): boolean {
  // An empty value asks whether there is the label at all.
  if (label === 'worker') return ['', 'primary'].includes(value) || /^\d+$/.test(value);
  const known = VALUES[`${metric} ${label}`];
  const isMeant = operator.endsWith('~')
    ? (one: string) => new RegExp(`^(?:${value})$`).test(one)
    : (one: string) => one === value;
  return known?.some(isMeant) ?? true;
}

/** Undefined where there is no such metric. */
function labelsOf(metric: string, families: ReadonlyMap<string, Family>): readonly string[] | undefined {
  const exact = families.get(metric);
  if (exact)
    return exact.type === 'histogram' || exact.type === 'summary' ? undefined : [...exact.labels, ...OF_TARGETS];
  const [, name = '', part = ''] = /^(\w+)_(bucket|sum|count)$/.exec(metric) ?? [];
  const family = families.get(name);
  if (family?.type === 'histogram') return [...family.labels, ...OF_TARGETS, ...(part === 'bucket' ? ['le'] : [])];
  return family?.type === 'summary' && part !== 'bucket' ? [...family.labels, ...OF_TARGETS] : undefined;
}

function knownFamilies(): ReadonlyMap<string, Family> {
  const text = readFileSync(new URL('../../../../docs/metrics.md', import.meta.url), 'utf8');
  const rows = text.matchAll(/^\| `([a-z0-9_]+)` \| (\w+) \| ([^|]*) \|/gm);
  const documented = [...rows].map(([, name = '', type = '', labels = '']): [string, Family] => [
    name,
    { type, labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => String(label)) },
  ]);
  const recorded = recordingRules({ naming: 'classic', namespace: '' }).flatMap(({ rules }) =>
    rules.map(({ record }): [string, Family] => [
      record,
      { type: 'gauge', labels: record.startsWith('instance_le:') ? ['le'] : [] },
    ]),
  );
  return new Map([...OF_PROMETHEUS, ...documented, ...recorded]);
}
