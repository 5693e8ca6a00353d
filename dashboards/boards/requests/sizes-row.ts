import type { RequestNames } from '../../../src/shared/model/request-names.js';
import type { Row } from '../../format/board.js';
import { average, INSTANCES, rate, sumBy } from '../../format/promql.js';
import { chosen } from './chosen.js';

/** Row of panels: bytes that are sent and received, and the sizes of requests and responses. */
export function sizesRow(names: RequestNames): Row {
  const { endpoint } = names.labels;
  const size = (title: string, family: string, description: string) =>
    ({
      kind: 'graph',
      title,
      description,
      unit: 'bytes',
      width: 6,
      queries: [{ expr: average(endpoint, family, chosen(names)), legend: `{{${endpoint}}}` }],
    }) as const;
  return {
    title: 'Sizes and concurrency',
    panels: [
      size(
        'Request size',
        names.requestSize,
        'Average bytes of a request, headers and body. Growth without a deploy is a client that changed: limit bodies.',
      ),
      size(
        'Response size',
        names.responseSize,
        'Average bytes of a response, headers and body. Growth means lists without a limit, or compression that is off.',
      ),
      {
        kind: 'graph',
        title: 'Bytes in and out',
        description: 'What the network has to carry; compare it with what the machine can.',
        unit: 'Bps',
        width: 6,
        queries: [
          { expr: sumBy('instance', rate(`${names.requestSize}_sum`, chosen(names))), legend: '{{instance}} in' },
          { expr: sumBy('instance', rate(`${names.responseSize}_sum`, chosen(names))), legend: '{{instance}} out' },
        ],
      },
      {
        kind: 'graph',
        title: 'In flight',
        description:
          'Requests that are being answered, of all endpoints. A climb that does not end is a request that is never answered, or overload.',
        unit: 'short',
        width: 6,
        queries: [{ expr: sumBy('instance', `${names.inFlight}{${INSTANCES}}`), legend: '{{instance}}' }],
      },
    ],
  };
}
