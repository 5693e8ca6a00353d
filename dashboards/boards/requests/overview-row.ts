import type { RequestNames } from '../../../src/shared/model/request-names.js';
import type { Row } from '../../format/board.js';
import { INSTANCES, quantile, rate, share, sumBy } from '../../format/promql.js';
import { chosen, failed } from './chosen.js';

/** Row of panels: six numbers for what clients notice at once. */
export function overviewRow(names: RequestNames): Row {
  const requests = rate(names.count, chosen(names));
  return {
    title: 'Overview',
    panels: [
      {
        kind: 'stat',
        title: 'Requests per second',
        description:
          'Requests that ended, each second. A sudden fall without a deploy means that clients cannot reach the cluster, or gave up: look at what stands in front of it.',
        unit: 'reqps',
        width: 4,
        expr: sumBy('', requests),
      },
      {
        kind: 'stat',
        title: 'Server errors',
        description:
          'Share of requests answered with 5xx. Above 0.1 % look which endpoint it is (Errors by endpoint), and into its log.',
        unit: 'percentunit',
        width: 4,
        decimals: 2,
        thresholds: { warn: 0.001, bad: 0.01 },
        expr: share('', failed(names, '5..'), requests),
      },
      {
        kind: 'stat',
        title: 'Latency p95',
        description:
          'Nineteen of twenty requests are answered within this. What is too long only you can say; when it grows, see which endpoint is slow, and whether the event loop is (Workers).',
        unit: 's',
        width: 4,
        detail: 'workers',
        expr: quantile(0.95, '', names.duration, chosen(names)),
      },
      {
        kind: 'stat',
        title: 'In flight now',
        description:
          'Requests that are being answered. It is rate times latency: when it grows while the rate does not, something that the app waits for is slow.',
        unit: 'short',
        width: 4,
        expr: sumBy('', `${names.inFlight}{${INSTANCES}}`),
      },
      {
        kind: 'stat',
        title: 'Workers up',
        description:
          'Share of the workers that serve requests. Below 1 for more than moments: see why they end (Workers).',
        unit: 'percentunit',
        width: 4,
        detail: 'workers',
        thresholds: { warn: 1, bad: 0.75 },
        expr: `avg(cluster_worker_up{${INSTANCES}})`,
      },
      {
        kind: 'stat',
        title: 'Uptime',
        description: 'Time since the youngest instance was started. Workers that are replaced do not reset it.',
        unit: 's',
        width: 4,
        expr: `min(${names.uptime}{${INSTANCES}})`,
      },
    ],
  };
}
