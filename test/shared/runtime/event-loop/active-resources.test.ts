import { createServer } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { activeResources } from '../../../../src/shared/runtime/event-loop/active-resources.js';
import type { Reading } from '../../../../src/shared/runtime/families/source.js';

const test = suite('active resources');

test('a server that listens is a handle and a resource, until it is closed', async () => {
  let ms = 0;
  const { read } = activeResources(() => ms);
  const reading = () => {
    ms += 1000;
    return read();
  };
  const shown = () => [
    ofType(reading()['nodejs_active_resources'], 'TCPServerWrap'),
    ofType(reading()['nodejs_active_handles'], 'Server'),
  ];
  assert.equal(shown(), [undefined, undefined]);
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  assert.equal(shown(), [1, 1]);
  const total = Number(reading()['nodejs_active_handles_total']);
  await new Promise((resolve) => server.close(resolve));
  // libuv closes the handle itself some turns later.
  while (ofType(reading()['nodejs_active_handles'], 'Server') !== undefined) await setImmediate();
  assert.equal(shown(), [undefined, undefined]);
  assert.is(reading()['nodejs_active_handles_total'], total - 1);
});

test('counting that takes long is done less often', () => {
  let ms = 0;
  let readings = 0;
  // The clock is looked at twice for a count, and once for a reading that does not count.
  const { read } = activeResources(() => {
    readings += 1;
    ms += 1;
    return ms;
  });
  read();
  assert.is(readings, 2);
  read();
  assert.is(readings, 3, 'a millisecond of work is repeated after two seconds');
  ms += 2000;
  read();
  assert.is(readings, 5);
});

test.run();

function ofType(reading: Reading, type: string): number | undefined {
  return reading instanceof Map ? reading.get(type) : undefined;
}
