import { setImmediate } from 'node:timers/promises';
import { Gauge, Registry } from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ChangeTracker } from '../../../src/shared/tracking/change-tracker.js';
import { createSampler } from '../../../src/worker/report/create-sampler.js';
import { Received } from '../../shared/tracking/received.js';

const test = suite('the option `registries`');

const odd: Readonly<Record<string, () => unknown>> = {
  throws: () => {
    throw Object.create(null);
  },
  'returns nothing': () => undefined,
  'returns no array': () => new Registry(),
  'returns a promise that rejects': () => Promise.reject(new Error('late')),
  'returns promises that reject': () => [Promise.reject(new Error('late')), Promise.reject(new Error('later'))],
};

for (const [what, registries] of Object.entries(odd)) {
  test(`one that ${what} costs no family that was there before, ends nothing, and is counted`, async () => {
    const registry = new Registry();
    const gauge = new Gauge({ name: 'g', help: 'G.', registers: [registry] });
    let now: () => unknown = () => [registry];
    const { sweep, received } = sampled(() => now() as Registry[]);
    gauge.set(1);
    await sweep();
    now = registries;
    gauge.set(2);
    await sweep();
    // Node ends a process with a rejection that nobody has taken by then.
    await setImmediate();
    assert.equal(received.of('g'), { '': [2] });
    assert.equal(received.notes, ['collect_failed registries']);
    assert.is(Object.keys(received.of('process_cpu_seconds_total')).length, 1);
  });
}

function sampled(registries: () => Registry[]): { sweep(): Promise<void>; received: Received } {
  const tracker = new ChangeTracker({ maxSeries: 1000 });
  const received = new Received();
  const spend = () => undefined;
  const sampler = createSampler(
    tracker,
    { runtime: { allocation: false }, registries, perWorker: [] },
    { defaultRegister: new Registry(), paces: { stores: { spend }, collected: { spend } }, isReserved: () => false },
  );
  return {
    received,
    async sweep() {
      await sampler.sample();
      received.flush(tracker);
    },
  };
}

test.run();
