import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { eventLoop } from '../../../../src/shared/runtime/event-loop/event-loop.js';

const test = suite('event loop');

test('a Node that does not count turns (22.0 to 22.7) still shows how busy the loop is', () => {
  const reading = eventLoop({}).read();
  assert.type(reading['nodejs_eventloop_active_seconds_total'], 'number');
  assert.type(reading['nodejs_eventloop_idle_seconds_total'], 'number');
  for (const name of ['iterations_total', 'events_total', 'events_waiting']) {
    assert.is(reading[`nodejs_eventloop_${name}`], undefined, name);
  }
});

test('turns and events are those that libuv counts', () => {
  const reading = eventLoop({ uvMetricsInfo: { loopCount: 7, events: 11, eventsWaiting: 2 } }).read();
  assert.is(reading['nodejs_eventloop_iterations_total'], 7);
  assert.is(reading['nodejs_eventloop_events_total'], 11);
  assert.is(reading['nodejs_eventloop_events_waiting'], 2);
});

test.run();
