import * as assert from 'uvu/assert';
import { RATE_SECONDS } from '../answers/choices.js';
import { assertSame, divide, sumBy } from '../answers/series-math.js';
import { assertAllBetween, assertBetween, having, labelValues, lastSample, latest } from '../answers/series-values.js';
import { inTime, ofKind } from '../day/answered.js';
import type { Answered } from '../day/shop-load.js';
import type { Expectation } from './expectation.js';
import { assertRate } from './rates.js';

/** Price of one order, of two teapots, in euros. */
const ORDER_EUROS = 69;
/** Number of products that each new worker has to look up, since its cache is empty. */
const PRODUCTS = 4;
/** Maximum number of workers whose caches were new within the last 20 s: after a kill, after a hang, and two after the reload. */
const NEW_WORKERS = 4;

/** What the script makes the dashboard of the shop's own metrics show. */
export const businessExpectations: readonly Expectation[] = [
  {
    panel: 'Cache hit ratio',
    check(shown, { answered }) {
      assertAllBetween(shown(), 0, 1, 'ratio');
      const [at, ratio] = lastSample(shown());
      const [hits, misses] = lookupsOf(inTime(answered, at - RATE_SECONDS, at));
      const all = hits.length + misses.length;
      const [least, most] = [(hits.length - NEW_WORKERS * PRODUCTS) / all, hits.length / all];
      assertBetween(ratio, least - 0.05, most + 0.05, 'hit ratio');
    },
  },
  {
    panel: 'Hit ratio by instance',
    check(shown, _shop, { beside }) {
      assertSame(shown(), beside('Business (example)', 'Cache hit ratio'), []);
    },
  },
  {
    panel: 'Cache lookups',
    check(shown, { answered }, { beside }) {
      assert.equal(labelValues(shown(), 'result'), ['hit', 'miss']);
      assertRate(sumBy(shown()), lookupsOf(answered).flat(), 'lookups');
      const ratio = divide(having(shown(), { result: 'hit' }), sumBy(shown()));
      assertSame(ratio, beside('Business (example)', 'Cache hit ratio'), []);
    },
  },
  {
    panel: 'Orders',
    check(shown, { answered }) {
      assert.equal(labelValues(shown(), 'result'), ['accepted', 'refused']);
      assertRate(having(shown(), { result: 'accepted' }), ofKind(answered, { status: '201' }), 'accepted orders');
      assertRate(having(shown(), { result: 'refused' }), ofKind(answered, { status: '422' }), 'refused orders');
    },
  },
  {
    panel: 'Turnover',
    check(shown, { answered }) {
      assertRate(shown(), ofKind(answered, { status: '201' }), 'euros a second', () => ORDER_EUROS);
    },
  },
  {
    panel: 'Value of an order',
    check(shown) {
      // All orders are in the bucket from 50 to 100 euros, within which a quantile is interpolated.
      for (const [refId, quantile] of [
        ['A', 0.5],
        ['B', 0.9],
      ] as const)
        assertBetween(latest(shown(refId)), 50 + 50 * quantile - 0.1, 50 + 50 * quantile + 0.1, 'quantile');
    },
  },
];

/** The requests whose lookup in the cache of products was a hit, and those whose lookup was a miss: product pages and accepted orders. */
function lookupsOf(answered: readonly Answered[]): [hits: Answered[], misses: Answered[]] {
  const pages = ofKind(answered, { endpoint: '/products/:id' });
  const orders = ofKind(answered, { endpoint: '/orders', status: '201' });
  return [[...ofKind(pages, { status: '2' }), ...orders], ofKind(pages, { status: '404' })];
}
