import { readFileSync } from 'node:fs';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PROM_CLIENT_NAMES } from '../../../src/shared/model/prom-client-names.js';
import { ENGINE_NAMES, whyLeftOut, whyReserved } from '../../../src/shared/model/reserved-names.js';

const test = suite('names that no family of an app can have');

test("the list of prom-client's default metrics is prom-client's", () => {
  const register = new Registry();
  collectDefaultMetrics({ register });
  // Windows and macOS have no open files of `/proc`, for example.
  const here = register.getMetricsAsArray().map(({ name }) => name);
  for (const name of here) assert.ok(PROM_CLIENT_NAMES.has(name), name);
  if (process.platform === 'linux') assert.is(here.length, PROM_CLIENT_NAMES.size);
});

test('a name that engines write themselves is taken in every cluster, and names like it are free', () => {
  for (const name of ENGINE_NAMES) {
    assert.match(whyReserved(name, 'uptime_seconds') ?? '', 'Prometheus writes that name itself');
    for (const free of [`${name}_total`, `app_${name}`, name.toUpperCase()])
      assert.is(whyReserved(free, 'uptime_seconds'), undefined, free);
  }
});

test('docs/metrics.md lists the names that engines write', () => {
  const row = /^\| `up`, (.+?) \|/m.exec(readFileSync(new URL('../../../../docs/metrics.md', import.meta.url), 'utf8'));
  assert.equal(['up', ...(row?.[1] ?? '').replaceAll('`', '').split(', ')], [...ENGINE_NAMES]);
});

test('a name of samples counts as the name of their family does', () => {
  const why = (name: string) => (name === 'up_sum' || name === 'up_bucket' ? `${name} is taken` : undefined);
  assert.is(whyLeftOut('up', 'histogram', why), 'with its samples `up_bucket`, up_bucket is taken');
  assert.is(whyLeftOut('up', 'summary', why), 'with its samples `up_sum`, up_sum is taken');
  for (const type of ['gauge', 'counter', undefined]) assert.is(whyLeftOut('up', type, why), undefined);
  assert.is(whyLeftOut('up_sum', 'gauge', why), 'up_sum is taken');
});

test.run();
