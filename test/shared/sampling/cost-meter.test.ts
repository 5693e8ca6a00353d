import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CostMeter } from '../../../src/shared/sampling/cost-meter.js';

test('work adds up until it is taken, also work that throws', () => {
  let clock = 100;
  const meter = new CostMeter(() => clock);
  const work = (ms: number) => () => {
    clock += ms;
    return ms;
  };
  assert.is(meter.measure(work(3)), 3);
  clock += 50;
  assert.throws(
    () =>
      meter.measure(() => {
        work(4)();
        throw new Error('thrown while measured');
      }),
    'thrown while measured',
  );
  assert.equal([meter.take(), meter.take()], [7, 0]);
});

test.run();
