import { workerLabel } from '../../../shared/model/identity.js';
import { uptimeName } from '../../../shared/model/reserved-names.js';
import type { SharedCounters } from '../../protocol/shared-counters.js';
import { WORKER_STATES, type WorkerStatus } from '../../protocol/worker-view.js';

/** A family that the aggregator itself states, already in the words of the page. */
export interface StatedFamily {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  /** What stands between name and value (`{worker="0"}`, `_sum`), and the value. */
  readonly samples: readonly (readonly [suffix: string, value: number])[];
}

/** What {@link clusterFamilies} reports on. */
export interface ClusterView {
  readonly namespace: string;
  readonly uptimeSeconds: number;
  readonly workers: readonly WorkerStatus[];
  /** Seconds since the last frame, by slot. */
  readonly snapshotAges: ReadonlyMap<number, number>;
  readonly missingWorkers: number;
  readonly activeSeries: number;
  readonly droppedSeries: number;
  readonly scrapesInFlight: number;
  readonly counters: SharedCounters;
}

/** The families about the cluster, the scrapes and the service. */
export function clusterFamilies(view: ClusterView): StatedFamily[] {
  return [uptime(view), ...aboutWorkers(view), ...aboutFrames(view), ...aboutScrapes(view)];
}

function uptime({ namespace, uptimeSeconds }: ClusterView): StatedFamily {
  return gauge(uptimeName(namespace), 'Time since the cluster was started.', [['', uptimeSeconds]]);
}

function aboutWorkers({ workers, snapshotAges, missingWorkers }: ClusterView): StatedFamily[] {
  const states = WORKER_STATES.map((state): [string, number] => [
    `{state="${state}"}`,
    workers.filter((worker) => worker.state === state).length,
  ]);
  const up = workers.map(({ slot, state }): [string, number] => [`{worker="${slot}"}`, state === 'ready' ? 1 : 0]);
  const restarts = workers.flatMap(({ slot, restartsByReason }) =>
    Object.entries(restartsByReason).map(([reason, count]): [string, number] => [
      `{worker="${slot}",reason="${reason}"}`,
      count,
    ]),
  );
  const ages = [...snapshotAges].map(([slot, age]): [string, number] => [`{worker="${workerLabel(slot)}"}`, age]);
  return [
    gauge('cluster_workers', 'Workers by state.', states),
    gauge('cluster_worker_up', 'Whether the worker serves requests.', up),
    counter('cluster_worker_restarts_total', 'Successors that the worker slot was given, by reason.', restarts),
    gauge('cluster_worker_snapshot_age_seconds', 'Age of the values shown for the worker, or for the primary.', ages),
    gauge(
      'cluster_scrape_missing_workers',
      'Workers that did not answer this scrape in time; their last values are shown.',
      [['', missingWorkers]],
    ),
  ];
}

function aboutFrames({ counters, activeSeries, droppedSeries }: ClusterView): StatedFamily[] {
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
      ['{state="active"}', activeSeries],
      ['{state="dropped"}', droppedSeries],
    ]),
  ];
}

function aboutScrapes({ counters, scrapesInFlight }: ClusterView): StatedFamily[] {
  const { buckets, sum } = counters.durations;
  const samples = buckets.map(([bound, count]): [string, number] => [`_bucket{le="${bound}"}`, count]);
  samples.push(['_sum', sum], ['_count', buckets.at(-1)?.[1] ?? 0]);
  return [
    counter('metrics_handler_requests_total', 'Scrapes by HTTP status code.', labelled('code', counters.byCode)),
    gauge('metrics_handler_requests_in_flight', 'Scrapes being served.', [['', scrapesInFlight]]),
    { name: 'metrics_handler_duration_seconds', type: 'histogram', help: 'Time to serve a scrape.', samples },
  ];
}

function labelled(label: string, counts: [string, number][]): [string, number][] {
  return counts.map(([value, count]) => [`{${label}="${value}"}`, count]);
}

function gauge(name: string, help: string, samples: StatedFamily['samples']): StatedFamily {
  return { name, type: 'gauge', help, samples };
}

function counter(name: string, help: string, samples: StatedFamily['samples']): StatedFamily {
  return { name, type: 'counter', help, samples };
}

/** The families as page text; `wanted` says which. */
export function renderStated(families: readonly StatedFamily[], wanted: (name: string) => boolean): string {
  let text = '';
  for (const { name, type, help, samples } of families) {
    if (!wanted(name) || samples.length === 0) continue;
    text += `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
    for (const [suffix, value] of samples) text += `${name}${suffix} ${value}\n`;
  }
  return text;
}
