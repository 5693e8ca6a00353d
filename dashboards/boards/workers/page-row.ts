import type { Row } from '../../format/board.js';
import { graph } from '../../format/graph.js';
import { INSTANCES, rate, sumBy } from '../../format/promql.js';

/** Row of panels: whether the metrics page is complete. */
export function pageRow(): Row {
  return {
    title: 'The metrics page',
    panels: [
      graph(
        'Workers missing from scrapes',
        'Did not answer a scrape in time and were shown as of their last flush. Once is chance; often is an event loop that blocks.',
        'short',
        12,
        [{ expr: `cluster_scrape_missing_workers{${INSTANCES}}`, legend: '{{instance}}' }],
        { thresholds: { warn: 1, bad: 2 } },
      ),
      graph(
        'Series, and what was left out',
        'dropped above 0: a limit was reached, and labels with too many values are why. The log names the metric.',
        'short',
        12,
        [{ expr: sumBy('instance, state', `cluster_series{${INSTANCES}}`), legend: '{{instance}} {{state}}' }],
      ),
      graph(
        'Scrapes',
        'Answers of the metrics port by status code. 401: somebody has no credentials; 403: no client certificate, or a wrong one; 499: the scraper left before the page was made; 500: see the log of the primary; 503: too many at once, or clients that do not read.',
        'reqps',
        8,
        [{ expr: sumBy('code', rate('metrics_handler_requests_total', INSTANCES)), legend: '{{code}}' }],
      ),
      graph(
        'Frames rejected',
        'Messages of workers that were not merged. Any is worth a look into the log: versions that differ, or an app that sends what is ours.',
        'ops',
        8,
        [{ expr: sumBy('reason', rate('cluster_frames_rejected_total', INSTANCES)), legend: '{{reason}}' }],
      ),
      graph(
        'Metric conflicts',
        'Metrics that could not be read, or on which workers disagree, such as two versions of an app. The log names them.',
        'ops',
        8,
        [{ expr: sumBy('reason', rate('cluster_metric_conflicts_total', INSTANCES)), legend: '{{reason}}' }],
      ),
    ],
  };
}
