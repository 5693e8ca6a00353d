// An app that makes new series and gives the old ones up, again and again.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { endThread } from '../driver/end-thread.js';
import type { Fixture } from '../driver/fixture.js';
import { type Page, seriesOf, valueIn } from '../driver/scraped/scraped-page.js';
import { startFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const test = suite('an app that churns series');
/** How many requests churn. Each makes 200 sessions in two families: far more in all than the limit of the cluster. */
const CHURNS = 60;
const MAX_SERIES = 1500;
const SESSIONS = 200;
const STEADY = 'visits_total{session="steady"}';
let fixture: Fixture;

test.before(async () => {
  const cluster = { metrics: { maxSeries: MAX_SERIES, scrapeTimeoutMs: 10_000 } };
  fixture = await startFixture('series-churn', { cluster });
});

test.after(() => fixture.close());

test('only the living series are on the page, none is left out, and no total falls, even if the thread ends', async () => {
  let before: Page = new Map();
  let counted = 0;
  for (let churn = 1; churn <= CHURNS; churn++) {
    counted += Number((await fixture.get('/churn')).body);
    if (churn % 25 === 0) await endThread(fixture);
    const page = await waitFor('a page', () => fixture.wholePage().catch(() => undefined));
    assert.is(valueIn(page, 'cluster_series{state="dropped"}'), 0);
    assert.ok(valueIn(page, 'cluster_series{state="active"}') < MAX_SERIES);
    assert.ok(seriesOf(page, 'visits_total').length <= 2 * SESSIONS + 1, 'what each worker has now');
    for (const total of [STEADY, 'size_count{session="steady"}', 'churns_total']) {
      assert.is(valueIn(page, total), counted, `${total} was ${before.get(total)}`);
    }
    before = page;
  }
});

test.run();
