import { Registry } from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { registerSource, source, type Told } from '../../../src/shared/runtime/source.js';

const test = suite('runtime source');

test('one reading sets all metrics of a source, once for each time', async () => {
  const registry = new Registry();
  let readings = 0;
  const readAll = registerSource(
    registry,
    source({
      metrics: { a_total: { type: 'counter', help: 'A.' }, b: { help: 'B.', label: 'kind' } },
      read() {
        readings += 1;
        return { a_total: 10 * readings, b: new Map([[`k${readings}`, readings]]) };
      },
    }),
  );
  readAll();
  readAll();
  assert.is(
    await registry.metrics(),
    '# HELP a_total A.\n# TYPE a_total counter\na_total 20\n\n# HELP b B.\n# TYPE b gauge\nb{kind="k2"} 2\n',
  );
  assert.is(readings, 2);
});

test('what is not told is not on the page', async () => {
  const registry = new Registry();
  let told: Told;
  const read = () => ({ a: told, b_total: told });
  const readAll = registerSource(
    registry,
    source({ metrics: { a: { help: 'A.' }, b_total: { type: 'counter', help: 'B.' } }, read }),
  );
  readAll();
  assert.equal(await valuesOf(registry), []);
  told = 1;
  readAll();
  assert.equal(await valuesOf(registry), [1, 1]);
});

test.run();

async function valuesOf(registry: Registry): Promise<number[]> {
  return (await registry.getMetricsAsJSON()).flatMap(({ values }) => values.map(({ value }) => Number(value)));
}
