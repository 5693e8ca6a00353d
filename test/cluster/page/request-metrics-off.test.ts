import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { namesBySubject, requestNames } from '../../../src/shared/model/request-names.js';
import type { Fixture } from '../driver/fixture.js';
import { parsePage, parseTypes, seriesOf, valueIn } from '../driver/scraped/scraped-page.js';
import { withFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const test = suite("an app with request metrics of its own, under the library's names");
const NAME = 'http_request_duration_seconds';
const OF_APP = '{method="GET",route="/:seconds",status_code="200"}';
const { requests, connections, outbound } = namesBySubject(requestNames('classic'));

test("with `http: false` the app's histogram is merged, and no request metric of the library is on the page", () =>
  withFixture('tutorial-app', { cluster: { http: false } }, async (fixture) => {
    const sent = await observeInBoth(fixture);
    const text = await fixture.wholeText();
    const page = parsePage(text);
    const sum = sent.reduce((total, seconds) => total + seconds, 0);
    assert.is(valueIn(page, `${NAME}_count${OF_APP}`), sent.length);
    assert.is(valueIn(page, `${NAME}_sum${OF_APP}`), sum);
    const upTo = (bound: number) => sent.filter((seconds) => seconds <= bound).length;
    for (const bound of [1, 4]) {
      const labels = `{le="${bound}",${OF_APP.slice(1)}`;
      const other = `${OF_APP.slice(0, -1)},le="${bound}"}`;
      assert.is(page.get(`${NAME}_bucket${labels}`) ?? page.get(`${NAME}_bucket${other}`), upTo(bound), `${bound}`);
    }
    assert.is(seriesOf(page, `${NAME}_count`).length, 1);
    const types = parseTypes(text);
    for (const name of requests) assert.is(types.has(name), name === NAME, name);
    for (const name of ['http_worker_open_connections', 'http_worker_connections_total', 'uptime_seconds'])
      assert.ok(types.has(name), name);
    assert.is(valueIn(page, 'cluster_metric_conflicts_total{reason="reserved_name"}'), 0);
    assert.not.match(fixture.output, NAME);
    assert.ok(outbound.some((name) => types.has(name)) && connections.some((name) => types.has(name)));
  }));

test('nothing listens to the requests then', async () => {
  for (const [http, listened] of [
    [false, '0'],
    [{}, '2'],
  ] as const)
    await withFixture('tutorial-app', { cluster: { http } }, async (fixture) => {
      assert.is((await fixture.get('/recorders')).body, listened);
    });
});

test("by default the app's histogram is left out, and one line of the log says so and what helps", () =>
  withFixture('tutorial-app', {}, async (fixture) => {
    await observeInBoth(fixture);
    const page = await fixture.wholePage();
    assert.is(valueIn(page, 'cluster_metric_conflicts_total{reason="reserved_name"}'), 2);
    assert.is(seriesOf(page, NAME).filter((series) => series.includes('status_code')).length, 0);
    assert.ok(seriesOf(page, `${NAME}_count`).length > 0);
    const linesOfLog = () => fixture.output.split('\n').filter((line) => line.includes(NAME));
    // The page comes by a socket, and the log by way of the main loop and a pipe.
    await waitFor('the log', () => linesOfLog().length > 0);
    const lines = linesOfLog();
    assert.is(lines.length, 1, fixture.output);
    const [line = ''] = lines;
    for (const part of [`\`${NAME}\``, 'it is left out', '`http.namespace`', '`http: false`', 'another name'])
      assert.ok(line.includes(part), line);
    assert.ok(line.length < 500, line);
  }));

test.run();

/** Sends requests until each of the two workers has answered some. @returns the seconds that the app has observed */
async function observeInBoth(fixture: Fixture): Promise<number[]> {
  const sent: number[] = [];
  const seen = new Set<string>();
  while (seen.size < 2 || sent.length < 8) {
    const seconds = 2 ** (sent.length % 4);
    sent.push(seconds);
    seen.add((await fixture.get(`/${seconds}`)).body);
  }
  return sent;
}
