import express, { type ErrorRequestHandler, type Express } from 'express';
import { createAdmin } from './admin.js';
import { readOrder } from './order.js';
import { ProductCache } from './product-cache.js';
import { findProduct, listProducts } from './products.js';
import { createShopMetrics } from './shop-metrics.js';

/**
 * The shop's API. It runs once in each worker. The metrics are plain prom-client metrics: nothing in them is about a
 * cluster.
 */
export function createShop(): Express {
  const metrics = createShopMetrics();
  const cache = new ProductCache(findProduct, metrics.cacheRequests);
  const app = express();
  app.use(express.json());

  app.get('/products', (_request, response) => {
    response.json(listProducts());
  });

  app.get('/products/:id', async (request, response) => {
    const product = await cache.get(request.params.id);
    if (product === undefined) response.status(404).json({ error: 'There is no such product.' });
    else response.json(product);
  });

  app.post('/orders', async (request, response) => {
    const order = await readOrder(request.body, (id) => cache.get(id));
    if (order === undefined) {
      metrics.orders.inc({ result: 'refused' });
      response.status(422).json({ error: 'Expected { "productId": string, "quantity": positive integer }.' });
      return;
    }
    metrics.orders.inc({ result: 'accepted' });
    metrics.orderValue.observe(order.total);
    response.status(201).json(order);
  });

  app.use('/admin', createAdmin(cache));
  app.use(answerError);
  return app;
}

// Express recognises an error handler by its four parameters.
const answerError: ErrorRequestHandler = (error, _request, response, _next) => {
  response.status(Number(error?.status) || 500).json({ error: 'The request could not be handled.' });
};
