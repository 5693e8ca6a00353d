import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
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
  // Connections of their own, so that the requests spread over both workers.
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

  // On a busy machine a worker may not answer a scrape in time; it is shown as of its last flush then.
  const page = await waitFor('a page with all workers', async () => {
    const text = await (await fetch(metrics)).text();
    return text.includes('\ncluster_scrape_missing_workers 0\n') && text;
  });
  assertLine(page, 'http_request_count_total{endpoint="/products",method="GET",status="200"} 1');
  assertLine(page, 'http_request_count_total{endpoint="/products/:id",method="GET",status="200"} 6');
  assertLine(page, 'http_request_count_total{endpoint="/products/:id",method="GET",status="404"} 1');
  assertLine(page, 'http_request_count_total{endpoint="/orders",method="POST",status="201"} 1');
  assertLine(page, 'http_request_count_total{endpoint="/admin/cache/:id",method="DELETE",status="404"} 1');
  assertLine(page, 'http_request_count_total{endpoint="<unmatched>",method="GET",status="404"} 1');
  assertLine(page, 'shop_orders_total{result="accepted"} 1');
  assertLine(page, 'shop_orders_total{result="refused"} 1');
  assertLine(page, 'shop_order_value_euros_sum 69');
  // The order's lookup of product 1 included.
  assert.is(value(page, 'cache_requests_total{result="hit"}') + value(page, 'cache_requests_total{result="miss"}'), 8);
  for (const worker of ['0', '1', 'primary']) {
    assert.ok(value(page, `process_resident_memory_bytes{worker="${worker}"}`) > 0);
  }
});

test('the shop ends with 0 or as the signal asks', async () => {
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

function assertLine(page: string, line: string): void {
  assert.ok(page.split('\n').includes(line), `expected the line ${line} in\n${page}`);
}

function value(page: string, series: string): number {
  const line = page.split('\n').find((candidate) => candidate.startsWith(`${series} `));
  assert.ok(line !== undefined, `expected ${series} in\n${page}`);
  return Number(line?.slice(series.length + 1));
}

test.run();
