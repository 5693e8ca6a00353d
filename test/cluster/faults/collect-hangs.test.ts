import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fixture } from '../driver/fixture.js';
import { valueIn } from '../driver/scraped/scraped-page.js';
import { withFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const test = suite('a collect() that does not settle');
const TIMED_OUT = 'cluster_metric_conflicts_total{reason="collect_timeout"}';
const options = { cluster: { metrics: { scrapeTimeoutMs: 5000, collectTimeoutMs: 200 } } };

test('costs its family its place on the page until it answers, is counted and is logged once', () =>
  withFixture('collect-hangs', { cluster: { ...options.cluster, workers: 1 } }, async (fixture) => {
    await waitFor('the first values', async () => (await fixture.wholePage()).get('orders_total') === 100);
    await fixture.get('/down/0');
    const without = await waitFor('a page without the families', async () => {
      const page = await fixture.wholePage();
      return page.has('orders_open') || page.has('orders_total') ? undefined : page;
    });
    assert.is(valueIn(without, 'fine'), 1);
    await waitFor('a second call that hangs', async () => valueIn(await fixture.wholePage(), TIMED_OUT) >= 4);
    const lines = fixture.output.split('\n').filter((line) => line.includes('collect timeout'));
    assert.equal(lines.length, 2, lines.join('\n'));
    const said = 'its collect() has not settled within 200 ms. The metric is left out until it does';
    for (const name of ['orders_open', 'orders_total'])
      assert.ok(fixture.output.includes(`metric \`${name}\` of worker 0: collect timeout: ${said}`));
    await fixture.get('/up/0');
    const back = await waitFor('a page with the families', async () => {
      const page = await fixture.wholePage();
      return page.has('orders_open') && page.has('orders_total') ? page : undefined;
    });
    assert.is(valueIn(back, 'orders_open'), 7);
    assert.is(valueIn(back, 'orders_total'), 100);
  }));

test('in one of two workers takes the part of its gauges off the sum, and nothing off the totals', () =>
  withFixture('collect-hangs', options, async (fixture) => {
    const sums = async (): Promise<unknown> => {
      const page = await fixture.wholePage();
      assert.is(valueIn(page, 'orders_total'), 200);
      return page.get('orders_open');
    };
    await waitFor('the values of both', async () => (await fixture.wholePage()).get('orders_total') === 200);
    await order(fixture, '/down/1');
    await waitFor('the part of one worker', async () => (await sums()) === 7);
    await order(fixture, '/up/1');
    await waitFor('the parts of both', async () => (await sums()) === 14);
    await sums();
  }));

test.run();

/** Makes a request until the worker with the slot at the end of the path has had it. */
async function order(fixture: Fixture, path: string): Promise<void> {
  await waitFor(path, async () => path.endsWith(`/${(await fixture.get(path)).body}`));
}
