import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fixture } from '../driver/fixture.js';
import { parsePage, seriesOf, valueIn } from '../driver/scraped/scraped-page.js';
import { symptomsPage } from '../driver/scraped/symptoms-page.js';
import { startFixture } from '../driver/start-fixture.js';

const test = suite("what is wrong on a page of prom-client's cluster mode");
let fixture: Fixture;

test.before(async () => {
  fixture = await startFixture('cluster-symptoms');
});

test.after(() => fixture.close());

test('NaN and Infinity cross the channel, and so do the smallest numbers', async () => {
  const page = parsePage(await symptomsPage(fixture));
  assert.ok(Number.isNaN(valueIn(page, 'odd{kind="nan"}')));
  assert.is(valueIn(page, 'odd{kind="infinity"}'), Number.POSITIVE_INFINITY);
  assert.is(valueIn(page, 'odd{kind="tiny"}'), 1e-320);
});

test('help and label values with anything in them are escaped, and merged', async () => {
  const text = await symptomsPage(fixture);
  assert.ok(text.includes('# HELP odd Two\\nlines \\\\ and a backslash.\n'));
  const escaped = ['\\"', '\\\\', '\\n', 'a,b', 'a:b', 'a|b', '\u{1f600}', 'x'.repeat(10_240)];
  for (const value of escaped) assert.is(valueIn(parsePage(text), `text_total{text="${value}"}`), 2);
});

test('gauges are not summed that are not to be: build_info is 1, the version info of each worker too', async () => {
  const page = parsePage(await symptomsPage(fixture));
  assert.is(valueIn(page, 'build_info{version="1"}'), 1);
  const versions = seriesOf(page, 'nodejs_version_info');
  assert.is(versions.length, 3);
  for (const series of versions) assert.is(valueIn(page, series), 1);
});

test('process_start_time_seconds is there, of every process', async () => {
  assert.is(seriesOf(parsePage(await symptomsPage(fixture)), 'process_start_time_seconds').length, 3);
});

test('labels that look alike when joined stay apart', async () => {
  const page = parsePage(await symptomsPage(fixture));
  assert.is(valueIn(page, 'collision_total{a="1,b:2"}'), 1);
  assert.is(valueIn(page, 'collision_total{a="1",b="2"}'), 1);
});

test('8 labels are one series', async () => {
  const page = parsePage(await symptomsPage(fixture));
  assert.equal(
    seriesOf(page, 'labels_total').map((series) => valueIn(page, series)),
    [2],
  );
});

test('a label object that the caller used again makes no series twice', async () => {
  assert.equal(seriesOf(parsePage(await symptomsPage(fixture)), 'reused'), ['reused{kind="two"}']);
});

test.run();
