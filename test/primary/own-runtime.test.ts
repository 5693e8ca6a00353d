import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { OwnRuntime } from '../../src/primary/own-runtime.js';
import { waitFor } from '../cluster/driver/wait-for.js';
import { Received } from '../shared/tracking/received.js';

test('a failure to send ends nothing: all is sent with the next changes, and the error is noted', async () => {
  const received = new Received();
  let isFailing = true;
  const send = (bytes: Uint8Array) => {
    if (!isFailing) return void received.take([bytes]);
    isFailing = false;
    throw new Error('no thread');
  };
  const runtime = new OwnRuntime(send, { prefix: '', allocation: false });
  runtime.start(10);
  await waitFor('the changes', () => received.frames.length > 0);
  runtime.stop();
  assert.is(Object.keys(received.of('process_start_time_seconds')).length, 1, 'which never changes');
  assert.equal(received.notes, ['internal_error ']);
});

test.run();
