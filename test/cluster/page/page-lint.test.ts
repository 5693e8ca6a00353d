// needs: promtool
import { spawnSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { withFixture } from '../driver/start-fixture.js';

/** Names of gauges that promtool objects to. They are prom-client's own, and existing dashboards ask for them. */
const KNOWN_NAMES = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

for (const namespace of ['', 'gole']) {
  test(`promtool finds nothing wrong with the page (namespace '${namespace}')`, () =>
    withFixture('business-app', { cluster: { http: { namespace } } }, async (fixture) => {
      await fixture.get('/');
      const text = await fixture.wholeText();
      assert.match(text, 'http_request_count_total{');
      assert.equal(problemsOf(text), []);
    }));
}

test('promtool finds a wrong type and a series that is there twice', () => {
  assert.is(problemsOf('# HELP a_total A.\n# TYPE a_total gauge\na_total 1\n').length, 1);
  assert.is(problemsOf('a 1\na 1\n').length, 1);
});

function problemsOf(text: string): string[] {
  const { error, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
  if (error) throw error;
  const lines = `${stdout}${stderr}`.split('\n').filter((line) => line !== '');
  return lines.filter((line) => !KNOWN_NAMES.some((name) => line.startsWith(`${name} `)));
}

test.run();
