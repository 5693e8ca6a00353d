import * as assert from 'uvu/assert';
import type { Expectation } from '../expectations.js';
import type { ShopDay } from '../scripted-day.js';
import { assertBetween, having, highest, labelValues, latest, valuesOf } from '../series-values.js';

/** Of one order, which has two teapots. */
const ORDER_EUROS = 69;

/** What the script makes the dashboard of the shop's own metrics show. */
export const businessExpectations: readonly Expectation[] = [
  {
    panel: 'Cache hit ratio',
    check(shown, shop) {
      for (const value of valuesOf(shown())) assert.ok(Number.isNaN(value) || (value >= 0 && value <= 1));
      const [hits, misses] = [answeredWith(shop, ['200', '201']), answeredWith(shop, ['404'])];
      // Each new worker has an empty cache, of four products.
      const ratio = hits / (hits + misses);
      assertBetween(latest(shown()), ratio - 0.15, ratio + 0.05, 'hit ratio');
    },
  },
  {
    panel: 'Cache lookups',
    check(shown) {
      assert.equal(labelValues(shown(), 'result'), ['hit', 'miss']);
    },
  },
  {
    panel: 'Orders',
    check(shown) {
      for (const result of ['accepted', 'refused']) assert.ok(highest(having(shown(), { result })) > 0);
    },
  },
  {
    panel: 'Turnover',
    check(shown) {
      assertBetween(highest(shown()), 1, 100 * ORDER_EUROS, 'euros a second');
    },
  },
  {
    panel: 'Value of an order',
    check(shown) {
      for (const refId of ['A', 'B']) assertBetween(latest(shown(refId)), 50, 100, 'in the bucket of 69 euros');
    },
  },
];

/** How many lookups in the cache of products ended so: those of product pages, and of orders that were accepted. */
function answeredWith({ answered }: ShopDay, statuses: readonly string[]): number {
  return answered.filter(
    ({ endpoint, status }) => ['/products/:id', '/orders'].includes(endpoint) && statuses.includes(status),
  ).length;
}
