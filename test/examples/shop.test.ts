import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parsePage, totalOf, valueIn } from '../cluster/driver/scraped/scraped-page.js';
import { waitFor } from '../cluster/driver/wait-for.js';

const SHOP = fileURLToPath(new URL('../../examples/shop/index.js', import.meta.url));

const shop = spawn(process.execPath, [SHOP], {
  env: { ...process.env, PORT: '0', METRICS_PORT: '0', WEB_CONCURRENCY: '2' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const ended = once(shop, 'exit');
const urls = readUrls();

test('the shop runs as a cluster and its metrics are merged', async () => {
  const { app, metrics } = await urls;
  // Each request has a connection of its own, so that the requests spread over both workers.
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(new URL(path, app), { ...init, headers: { ...init.headers, connection: 'close' } });
    await response.text();
    return response.status;
  };
  const order = (body: unknown) =>
    ask('/orders', { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

  assert.is(await ask('/products'), 200);
  for (let i = 0; i < 6; i++) assert.is(await ask('/products/2'), 200);
  assert.is(await ask('/products/none'), 404);
  assert.is(await order({ productId: '1', quantity: 2 }), 201);
  assert.is(await order({ productId: '1', quantity: 0 }), 422);
  assert.is(await ask('/admin/cache/none', { method: 'DELETE' }), 404);
  assert.is(await ask('/nowhere'), 404);

  // On a busy machine a worker may miss the deadline of a scrape. The page shows the values of its last flush then.
  const page = await waitFor('a page with all workers', async () => {
    const scraped = parsePage(await (await fetch(metrics)).text());
    return valueIn(scraped, 'cluster_scrape_missing_workers') === 0 && scraped;
  });
  assert.is(valueIn(page, 'http_request_count_total{endpoint="/products",method="GET",status="200"}'), 1);
  assert.is(valueIn(page, 'http_request_count_total{endpoint="/products/:id",method="GET",status="200"}'), 6);
  assert.is(valueIn(page, 'http_request_count_total{endpoint="/products/:id",method="GET",status="404"}'), 1);
  assert.is(valueIn(page, 'http_request_count_total{endpoint="/orders",method="POST",status="201"}'), 1);
  assert.is(valueIn(page, 'http_request_count_total{endpoint="/admin/cache/:id",method="DELETE",status="404"}'), 1);
  assert.is(valueIn(page, 'http_request_count_total{endpoint="<unmatched>",method="GET",status="404"}'), 1);
  assert.is(valueIn(page, 'shop_orders_total{result="accepted"}'), 1);
  assert.is(valueIn(page, 'shop_orders_total{result="refused"}'), 1);
  assert.is(valueIn(page, 'shop_order_value_euros_sum'), 69);
  // Seven requests of /products/:id look up a product, and so does the accepted order.
  assert.is(totalOf(page, 'cache_requests_total'), 7 + 1);
  for (const result of ['hit', 'miss'])
    assert.ok(valueIn(page, `cache_requests_total{result="${result}"}`) >= 1, result);
  for (const worker of ['0', '1', 'primary']) {
    assert.ok(valueIn(page, `process_resident_memory_bytes{worker="${worker}"}`) > 0);
  }
});

test('SIGTERM ends the shop with 0 or by the signal', async () => {
  await urls;
  shop.kill('SIGTERM');
  const [code, signal] = await ended;
  assert.ok(code === 0 || code === 143 || signal === 'SIGTERM', `code ${code}, signal ${signal}`);
});

async function readUrls(): Promise<{ app: string; metrics: string }> {
  const found = new Map<string, string>();
  for await (const line of createInterface({ input: shop.stdout })) {
    const [, name, url] = /^(shop|metrics): +(http:\S+)$/.exec(line) ?? [];
    if (name !== undefined && url !== undefined) found.set(name, url);
    const [app, metrics] = [found.get('shop'), found.get('metrics')];
    if (app !== undefined && metrics !== undefined) return { app, metrics };
  }
  throw new Error('The shop ended before it had printed its URLs.');
}

test.run();
