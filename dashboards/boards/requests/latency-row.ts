import type { RequestNames } from '../../../src/shared/model/request-names.js';
import type { Row } from '../../format/board.js';
import { quantile, sumBy } from '../../format/promql.js';
import { chosen } from './chosen.js';

/** Row of panels: the time that clients wait. */
export function latencyRow(names: RequestNames): Row {
  const { endpoint } = names.labels;
  return {
    title: 'Latency',
    panels: [
      {
        kind: 'graph',
        title: 'Latency p50, p95, p99',
        description:
          'When only p99 grows, a part of the requests is slow: one endpoint, or one worker. When p50 grows too, all are: the event loop, or what all wait for.',
        unit: 's',
        width: 12,
        detail: 'workers',
        queries: [0.5, 0.95, 0.99].map((q) => ({
          expr: quantile(q, 'instance', names.duration, chosen(names)),
          legend: `{{instance}} p${q * 100}`,
        })),
      },
      {
        kind: 'heatmap',
        title: 'Latency heatmap',
        description:
          'How many requests took how long. Two bands are two kinds of requests, such as hits and misses of a cache; a band that climbs is queueing.',
        unit: 's',
        width: 12,
        expr: sumBy('le', `increase(${names.duration}_bucket{${chosen(names)}}[$__rate_interval])`),
      },
      {
        kind: 'graph',
        title: 'Latency p95 by endpoint',
        description: 'The endpoints that are slow, in the order in which they should be looked at.',
        unit: 's',
        width: 24,
        queries: [{ expr: quantile(0.95, endpoint, names.duration, chosen(names)), legend: `{{${endpoint}}}` }],
      },
    ],
  };
}
