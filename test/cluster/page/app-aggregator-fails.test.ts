import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fixture } from '../driver/fixture.js';
import { nameOf, parsePage, parseTypes, valueIn } from '../driver/scraped/scraped-page.js';
import { startFixture } from '../driver/start-fixture.js';

const test = suite('an aggregator of the app that returns anything');
const WORKERS = 2;
let fixture: Fixture;
let pids: number[];
let text: string;

test.before(async () => {
  fixture = await startFixture('app-aggregator-fails', {
    cluster: { workers: WORKERS, metrics: { scrapeTimeoutMs: 5000 } },
  });
  pids = await fixture.pids();
  // The second page shows what the first one has noted.
  await fixture.wholeText();
  text = await fixture.wholeText();
});

test.after(() => fixture.close());

const FAILURES: Readonly<Record<string, RegExp>> = {
  throws: /null prototype/,
  function_in_label: /expected the label `a` of a sample to be a string or a number, got a function/,
  label_without_text: /expected the label `a` of a sample/,
  odd_label_name: /got `a b"`/,
  reserved_label_name: /got `__name__`/,
  other_family: /got `g_other`/,
  twice: /by_twice twice with the same labels/,
  symbol: /`value` of a sample to be a number, got `Symbol\(x\)`/,
  promises: /`value` of a sample/,
  rejects: /no array `values`/,
  async: /it returned a promise/,
  millions: /more than 100000 samples/,
  many_promises: /more than 100000 samples/,
};

for (const [name, detail] of Object.entries(FAILURES)) {
  test(`${name}: the family is left out, and the log says once what was wrong`, () => {
    assert.not.match(text, new RegExp(`^by_${name}\\b`, 'm'));
    const logged = fixture.output.split('\n').filter((line) => line.includes(`metric \`by_${name}\``));
    assert.is(logged.length, 1, fixture.output);
    assert.match(logged[0] ?? '', /of worker [01]: aggregator failed: /);
    assert.match(logged[0] ?? '', detail);
  });
}

test('every worker that has such a family is counted once', () => {
  const failed = WORKERS * Object.keys(FAILURES).length;
  assert.is(valueIn(parsePage(text), 'cluster_metric_conflicts_total{reason="aggregator_failed"}'), failed);
});

test('the rest of the page is there, and is valid', () => {
  const page = parsePage(text);
  assert.is(valueIn(page, 'g_other'), WORKERS);
  assert.is(valueIn(page, 'by_function_beside'), 1);
  assert.is(valueIn(page, 'by_promise_beside'), 1);
  assert.is(valueIn(page, 'by_null_label{a="null"}'), 1);
  const types = parseTypes(text);
  for (const series of page.keys()) {
    const name = nameOf(series);
    assert.ok(
      [name, name.replace(/_(bucket|sum|count)$/, '')].some((family) => types.has(family)),
      series,
    );
    assert.match(series, /^[a-zA-Z_:][\w:]*(\{([a-zA-Z_]\w*="([^"\\]|\\.)*",?)+\})?$/);
  }
});

test('a label `__name__`, which prom-client allows, is left out: Prometheus would refuse the page', () => {
  assert.not.match(text, '__name__=');
  assert.match(fixture.output, /metric `named` of worker [01]: malformed: a label whose name is invalid/);
});

test('no process has ended, and no thread', async () => {
  assert.equal(await fixture.pids(), pids);
  assert.not.match(fixture.output, /thread ended|uncaught|unhandled| {4}at /i);
});

test.run();
