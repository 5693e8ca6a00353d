import type { RequestNames } from '../../../src/shared/model/request-names.js';
import type { Row } from '../../format/board.js';
import { rate, share, sumBy } from '../../format/promql.js';
import { chosen, failed } from './chosen.js';

/** Row of panels: the rate of requests by endpoint, status and method, and the share of errors. */
export function trafficRow(names: RequestNames): Row {
  const requests = rate(names.count, chosen(names));
  const { endpoint, method, status } = names.labels;
  const by = (label: string, what: string, width: number) =>
    ({
      kind: 'graph',
      title: `Requests by ${what}`,
      unit: 'reqps',
      width,
      isStacked: true,
      queries: [{ expr: sumBy(label, requests), legend: `{{${label}}}` }],
    }) as const;
  return {
    title: 'Traffic and errors',
    panels: [
      {
        ...by(endpoint, 'endpoint', 12),
        description:
          'A route template each, never a raw path. <other> is what came past http.maxEndpoints: raise it, or name endpoints by http.endpoint, when it is much.',
      },
      {
        ...by(status, 'status', 6),
        description:
          'Much 499 means that clients leave before they are answered: look at latency. Much 4xx after a deploy means that clients and app disagree.',
      },
      {
        ...by(method, 'method', 6),
        description: '_OTHER are methods outside the standard ones; many of them are somebody who scans you.',
      },
      {
        kind: 'graph',
        title: 'Errors by endpoint',
        description: 'Answers with 5xx, each second. The endpoint with the most is where to begin; see its log.',
        unit: 'reqps',
        width: 12,
        isStacked: true,
        queries: [
          {
            expr: sumBy(`${endpoint}, ${status}`, failed(names, '5..')),
            legend: `{{${endpoint}}} {{${status}}}`,
          },
        ],
      },
      {
        kind: 'graph',
        title: 'Share of errors',
        description:
          '5xx is the fault of the app, 4xx mostly that of clients. A step at a deploy (marked) is a reason to go back.',
        unit: 'percentunit',
        width: 12,
        queries: ['5', '4'].map((digit) => ({
          expr: share('instance', failed(names, `${digit}..`), requests),
          legend: `{{instance}} ${digit}xx`,
        })),
      },
    ],
  };
}
