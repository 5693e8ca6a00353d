import type { RequestNames } from '../../../src/shared/model/request-names.js';
import type { Row } from '../../format/board.js';
import { INSTANCES, quantile, rate, sumBy } from '../../format/promql.js';

/** Row of panels: the requests that the app sends. */
export function outboundRow({ client, clientLabels }: RequestNames): Row {
  const { duration, inFlight, connects, errors } = client;
  const { origin, code } = clientLabels;
  return {
    title: 'Outbound requests',
    panels: [
      {
        kind: 'graph',
        title: 'Outbound requests by origin',
        description: 'What the app sends. Twice as much for the same traffic is a cache that is cold, or retries.',
        unit: 'reqps',
        width: 6,
        queries: [{ expr: sumBy(origin, rate(`${duration}_count`, INSTANCES)), legend: `{{${origin}}}` }],
      },
      {
        kind: 'graph',
        title: 'Outbound latency p95 by origin',
        description:
          'How long the app waits for others. When it grows with the latency of your endpoints, they are why.',
        unit: 's',
        width: 6,
        queries: [{ expr: quantile(0.95, origin, duration, INSTANCES), legend: `{{${origin}}}` }],
      },
      {
        kind: 'graph',
        title: 'Outbound errors',
        description:
          'Requests that failed, by the code of the error. ECONNREFUSED: nobody listens; timeouts: see latency.',
        unit: 'reqps',
        width: 6,
        queries: [{ expr: sumBy(`${origin}, ${code}`, rate(errors, INSTANCES)), legend: `{{${origin}}} {{${code}}}` }],
      },
      {
        kind: 'graph',
        title: 'Outbound connections and requests in flight',
        description:
          'New connections near the rate of requests mean that they are not kept alive: use one agent. In flight that climbs: the other side does not answer.',
        unit: 'short',
        width: 6,
        queries: [
          { expr: sumBy(origin, rate(connects, INSTANCES)), legend: `{{${origin}}} connections a second` },
          { expr: sumBy('', `${inFlight}{${INSTANCES}}`), legend: 'in flight' },
        ],
      },
    ],
  };
}
