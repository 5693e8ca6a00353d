import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { seriesOf, valueIn } from '../driver/scraped/scraped-page.js';
import { withFixture } from '../driver/start-fixture.js';

test("an aggregator that the app added to prom-client merges the app's family", () =>
  withFixture('app-aggregator', { cluster: { workers: 2 } }, async (fixture) => {
    const [ofSlot0, ofSlot1] = [2, 3];
    assert.is(valueIn(await fixture.wholePage(), 'slots_multiplied'), ofSlot0 * ofSlot1);
  }));

test('an aggregator that nobody knows costs its own family alone, and is counted', () =>
  withFixture('app-aggregator', { cluster: { workers: 2 } }, async (fixture) => {
    const page = await fixture.wholePage();
    assert.equal(seriesOf(page, 'slots_lost'), []);
    assert.ok(valueIn(page, 'cluster_metric_conflicts_total{reason="unknown_aggregator"}') > 0);
  }));

test.run();
