import type { Marks } from './board.js';

/** The marks that all graphs have: deploys and restarts. */
export function restartMarks(matchers: string): Marks[] {
  const restarts = (reasons: string) =>
    `sum by (instance, worker, reason) (changes(cluster_worker_restarts_total{${matchers},reason${reasons}}[$__rate_interval])) > 0`;
  return [
    {
      name: 'Deploy',
      colour: 'blue',
      // changes() would find nothing: a deploy often brings a new instance, which has no earlier value.
      expr: `max by (instance) (process_start_time_seconds{${matchers},worker="primary"}) * 1000`,
      isTime: true,
      text: '{{instance}} was started',
    },
    {
      name: 'Reload',
      colour: 'purple',
      expr: restarts('="reload"'),
      text: '{{instance}}: worker {{worker}} was replaced',
    },
    {
      name: 'Restart',
      colour: 'red',
      expr: restarts('!="reload"'),
      text: '{{instance}}: worker {{worker}} ended ({{reason}}) and was replaced',
    },
  ];
}
