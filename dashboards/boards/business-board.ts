import type { Board, Row } from '../format/board.js';
import { graph } from '../format/graph.js';
import { INSTANCES, quantile, rate, share, sumBy } from '../format/promql.js';

const LOOKUPS = 'cache_requests_total';
const ORDERS = 'shop_orders_total';

/** An example to copy: the metrics that `examples/shop` registers with prom-client. */
export function businessBoard(): Board {
  return {
    name: 'business',
    title: 'prom-cluster / Business (example)',
    description: 'What an app counts itself, here examples/shop. Copy it and put your own metrics in.',
    variables: ['datasource', 'job', 'instance'],
    marks: [],
    rows: [cacheRow(), ordersRow()],
  };
}

function cacheRow(): Row {
  const hits = rate(LOOKUPS, `${INSTANCES},result="hit"`);
  const lookups = rate(LOOKUPS, INSTANCES);
  return {
    title: 'Cache',
    panels: [
      {
        kind: 'stat',
        title: 'Cache hit ratio',
        height: 8,
        description:
          'Share of lookups that were answered from the cache. A fall after a restart is a cold cache; one that stays is a cache too small, or keys that never repeat.',
        unit: 'percentunit',
        width: 6,
        thresholds: { warn: 0.8, bad: 0.5 },
        expr: share('', hits, lookups),
      },
      graph(
        'Hit ratio by instance',
        'Workers have caches of their own: more workers mean more misses.',
        'percentunit',
        9,
        [{ expr: share('instance', hits, lookups), legend: '{{instance}}' }],
        { max: 1 },
      ),
      graph(
        'Cache lookups',
        'Misses are what the database has to answer.',
        'ops',
        9,
        [{ expr: sumBy('result', lookups), legend: '{{result}}' }],
        { isStacked: true },
      ),
    ],
  };
}

function ordersRow(): Row {
  return {
    title: 'Orders',
    panels: [
      graph(
        'Orders',
        'refused orders after a deploy are a form and an API that disagree.',
        'ops',
        8,
        [{ expr: sumBy('result', rate(ORDERS, INSTANCES)), legend: '{{result}}' }],
        { isStacked: true },
      ),
      graph('Turnover', 'Euros each second, of the sum of a histogram.', 'currencyEUR', 8, [
        { expr: sumBy('', rate('shop_order_value_euros_sum', INSTANCES)), legend: 'euros a second' },
      ]),
      graph(
        'Value of an order',
        'The median and the 90th percentile; both need a histogram, which alone merges over workers.',
        'currencyEUR',
        8,
        [0.5, 0.9].map((q) => ({
          expr: quantile(q, '', 'shop_order_value_euros', INSTANCES),
          legend: `p${q * 100}`,
        })),
      ),
      {
        kind: 'note',
        title: 'Make it yours',
        description: 'How this dashboard becomes one of your own.',
        width: 24,
        text: [
          "Register metrics with prom-client in the app: `new Counter({ name: 'cache_requests_total', help: '...', labelNames: ['result'] })`.",
          'They are merged over all workers; families named in the option `perWorker` keep a `worker` label.',
          'Save this dashboard under another name, and put your names into the queries. A ratio is always of two sums, as here: an average of ratios is wrong.',
        ].join('\n\n'),
      },
    ],
  };
}
