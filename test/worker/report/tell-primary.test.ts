import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { tellPrimary } from '../../../src/worker/report/tell-primary.js';

const test = suite('messages to the primary');

/** Sends a message by way of a `process.send` of the app. Returns whether that worked, and how often it was said to be sent. */
function toldBy(send: unknown): [isOnItsWay: boolean, sent: number] {
  let sent = 0;
  const before = { send: process.send, connected: process.connected };
  Object.assign(process, { send, connected: true });
  try {
    return [tellPrimary({ type: 'prom-cluster:pong' }, () => sent++), sent];
  } finally {
    Object.assign(process, before);
  }
}

test('whatever else the app has put in the place of `process.send` is a channel that is closed', () => {
  assert.equal(toldBy({}), [false, 0]);
  assert.equal(toldBy(undefined), [false, 0]);
});

test('a `process.send` of the app that throws does not lose the message without a word', () => {
  const throws = () => {
    throw new Error('not yours');
  };
  assert.throws(() => toldBy(throws), 'not yours');
});

test('a message that is on its way says when it is sent', () => {
  const sends = (...all: unknown[]) => {
    const callback = all.at(-1);
    if (typeof callback === 'function') callback(null);
    return true;
  };
  assert.equal(toldBy(sends), [true, 1]);
});

test.run();
