import { Counter, Histogram } from 'prom-client';

/** The shop's business metrics, in prom-client's default register. */
export interface ShopMetrics {
  readonly cacheRequests: Counter<'result'>;
  readonly orders: Counter<'result'>;
  readonly orderValue: Histogram;
}

/** Registers the shop's metrics. Call it once in a process. */
export function createShopMetrics(): ShopMetrics {
  return {
    cacheRequests: new Counter({
      name: 'cache_requests_total',
      help: 'Lookups in the product cache, by result (hit or miss).',
      labelNames: ['result'],
    }),
    orders: new Counter({
      name: 'shop_orders_total',
      help: 'Orders, by result (accepted or refused).',
      labelNames: ['result'],
    }),
    orderValue: new Histogram({
      name: 'shop_order_value_euros',
      help: 'Value of accepted orders in euros.',
      buckets: [10, 25, 50, 100, 250, 500],
    }),
  };
}
