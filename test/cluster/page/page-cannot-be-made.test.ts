import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fixture } from '../driver/fixture.js';
import { withFixture } from '../driver/start-fixture.js';

const preload = new URL('../../fixtures/situations/page-cannot-be-made.js', import.meta.url).href;
const options = { cluster: { workers: 1 }, env: { NODE_OPTIONS: `--import ${preload}` } };

test('a page that cannot be made rejects `metrics()` each time, and ends no thread', () =>
  withFixture('page-cannot-be-made', options, async (fixture) => {
    for (let call = 0; call < 3; call++)
      assert.is(await rejectionOf(fixture), 'The page of metrics could not be made: no page, for the test');
    assert.match(await fixture.scrapeText().catch(String), 'The scrape answered 500');
    assert.match(fixture.output, /a page failed: RangeError: no page, for the test\n {4}at /);
    assert.not.match(fixture.output, 'thread ended');
  }));

function rejectionOf(fixture: Fixture): Promise<string> {
  return fixture.metrics().then(
    () => 'resolved',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

test.run();
