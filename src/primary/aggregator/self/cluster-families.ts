import type { Labels } from '../../../shared/model/family.js';
import { workerLabel } from '../../../shared/model/identity.js';
import type { SharedCounters } from '../../protocol/shared-counters.js';
import { WORKER_STATES, type WorkerStatus } from '../../protocol/worker-view.js';

/** Makes the families about the cluster, the scrapes and the service: `cluster_*`, `metrics_handler_*` and the uptime. */
export function clusterFamilies(view: ClusterView): ClusterFamily[] {
  const families = [uptime(view), ...aboutWorkers(view), ...aboutFrames(view), ...aboutScrapes(view)];
  const { labels } = view.naming;
  return labels.length === 0 ? families : families.map((family) => labelledWith(labels, family));
}

/** A family that the aggregator itself exposes, in no format yet. */
export interface ClusterFamily {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly samples: readonly ClusterSample[];
}

/** One sample of a {@link ClusterFamily}. */
export interface ClusterSample {
  /** `_bucket`, `_sum` or `_count` of a histogram. @default none */
  readonly suffix?: string;
  readonly labels: Labels;
  readonly value: number;
}

/** The numbers that {@link clusterFamilies} show. */
export interface ClusterView {
  readonly naming: ClusterNaming;
  readonly uptimeSeconds: number;
  readonly workers: readonly WorkerStatus[];
  /** Age of the values of each slot, in seconds. */
  readonly ages: ReadonlyMap<number, number>;
  readonly missingWorkers: number;
  readonly activeSeries: number;
  readonly droppedSeries: number;
  readonly scrapesInFlight: number;
  readonly counters: SharedCounters;
}

/** How the families are named and labelled, by the options of the cluster. */
export interface ClusterNaming {
  readonly uptimeName: string;
  /** Labels of every sample, beside those of its family. */
  readonly labels: Labels;
}

function labelledWith(labels: Labels, { samples, ...family }: ClusterFamily): ClusterFamily {
  return { ...family, samples: samples.map((one) => ({ ...one, labels: [...labels, ...one.labels] })) };
}

function uptime({ naming: { uptimeName }, uptimeSeconds }: ClusterView): ClusterFamily {
  return gauge(uptimeName, 'Time since the cluster was started.', [sample(uptimeSeconds)]);
}

function aboutWorkers({ workers, ages, missingWorkers }: ClusterView): ClusterFamily[] {
  const states = WORKER_STATES.map((state) =>
    sample(workers.filter((worker) => worker.state === state).length, ['state', state]),
  );
  const up = workers.map(({ slot, state }) => sample(state === 'ready' ? 1 : 0, ['worker', workerLabel(slot)]));
  const restarts = workers.flatMap(({ slot, restartsByReason }) =>
    Object.entries(restartsByReason).map(([reason, count]) =>
      sample(count, ['worker', workerLabel(slot)], ['reason', reason]),
    ),
  );
  const ageSamples = [...ages].map(([slot, age]) => sample(age, ['worker', workerLabel(slot)]));
  return [
    gauge('cluster_workers', 'Workers by state.', states),
    gauge('cluster_worker_up', 'Whether the worker serves requests.', up),
    counter('cluster_worker_restarts_total', 'Successors that the worker slot was given, by reason.', restarts),
    gauge(
      'cluster_worker_snapshot_age_seconds',
      'Age of the values shown for the worker, or for the primary.',
      ageSamples,
    ),
    gauge(
      'cluster_scrape_missing_workers',
      'Workers that did not answer this scrape in time; their last values are shown.',
      [sample(missingWorkers)],
    ),
  ];
}

function aboutFrames({ counters, activeSeries, droppedSeries }: ClusterView): ClusterFamily[] {
  return [
    counter(
      'cluster_frames_rejected_total',
      'Messages from workers that were not merged.',
      labelled('reason', counters.byRejectReason),
    ),
    counter(
      'cluster_metric_conflicts_total',
      'Families that could not be read, or on which workers disagree.',
      labelled('reason', counters.byConflictReason),
    ),
    gauge('cluster_series', 'Series kept, and series left out by a limit.', [
      sample(activeSeries, ['state', 'active']),
      sample(droppedSeries, ['state', 'dropped']),
    ]),
  ];
}

function aboutScrapes({ counters, scrapesInFlight }: ClusterView): ClusterFamily[] {
  const { buckets, sum } = counters.durations;
  const samples: ClusterSample[] = buckets.map(([bound, count]) => ({
    suffix: '_bucket',
    ...sample(count, ['le', bound]),
  }));
  const count = buckets.at(-1)?.[1] ?? 0;
  samples.push({ suffix: '_sum', ...sample(sum) }, { suffix: '_count', ...sample(count) });
  return [
    counter('metrics_handler_requests_total', 'Scrapes by HTTP status code.', labelled('code', counters.byCode)),
    gauge('metrics_handler_requests_in_flight', 'Scrapes whose answer is not read yet.', [sample(scrapesInFlight)]),
    { name: 'metrics_handler_duration_seconds', type: 'histogram', help: 'Time to serve a scrape.', samples },
    counter(
      'metrics_handler_slow_readers_total',
      'Clients that were disconnected, because they did not read their answer in time.',
      [sample(counters.slowReaders)],
    ),
    counter(
      'metrics_handler_dropped_connections_total',
      'Connections that were closed at once, because too many were open.',
      [sample(counters.droppedConnections)],
    ),
  ];
}

function labelled(label: string, counts: readonly [string, number][]): ClusterSample[] {
  return counts.map(([text, count]) => sample(count, [label, text]));
}

function sample(value: number, ...labels: (readonly [string, string])[]): ClusterSample {
  return { labels, value };
}

function gauge(name: string, help: string, samples: readonly ClusterSample[]): ClusterFamily {
  return { name, type: 'gauge', help, samples };
}

function counter(name: string, help: string, samples: readonly ClusterSample[]): ClusterFamily {
  return { name, type: 'counter', help, samples };
}
