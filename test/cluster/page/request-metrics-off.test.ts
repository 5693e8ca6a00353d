import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { namesBySubject, requestNames } from '../../../src/shared/model/request-names.js';
import type { Fixture } from '../driver/fixture.js';
import { parsePage, parseTypes, seriesOf, valueIn } from '../driver/scraped/scraped-page.js';
import { withFixture } from '../driver/start-fixture.js';

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
