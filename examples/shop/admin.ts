import { Router } from 'express';
import type { ProductCache } from './product-cache.js';

/** Routes for the shop's staff. They show and change the worker that answers, since each worker has a cache of its own. */
export function createAdmin(cache: ProductCache): Router {
  const router = Router();

  router.get('/cache', (_request, response) => {
    response.json({ pid: process.pid, products: cache.size });
  });

  router.delete('/cache/:id', (request, response) => {
    response.status(cache.forget(request.params.id) ? 204 : 404).end();
  });

  return router;
}
