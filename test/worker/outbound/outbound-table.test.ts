import { channel } from 'node:diagnostics_channel';
import { EventEmitter } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { OutboundRecorder } from '../../../src/worker/outbound/outbound-recorder.js';
import { TrackedOutbound } from './outbound.js';

const test = suite('table of outbound requests');

test('a flush sends what changed, and the requests in flight from the start', () => {
  const tracked = new TrackedOutbound();
  assert.equal(tracked.flush(), ['http_client_requests_in_flight']);
  tracked.table.record('http://a', 'GET', 200, 1);
  tracked.table.connected('http://a');
  tracked.table.failed('http://a', { code: 'EPIPE' });
  assert.equal(tracked.flush(), [
    'http_client_request_duration_seconds GET http://a 200',
    'http_client_connects_total http://a',
    'http_client_errors_total EPIPE http://a',
  ]);
  tracked.table.connected('http://a');
  assert.equal(tracked.flush(), ['http_client_connects_total http://a']);
  assert.equal(tracked.flush(), []);
});

test('an origin is scheme, host and the port that is not the own one of the scheme', () => {
  const tracked = new TrackedOutbound();
  const urls = ['http://A.example/x?y', 'http://a.example:80', 'https://u:p@a.example:443/', 'http://[::1]:8080/'];
  for (const url of [...urls, 'https://a.example:80', 'unix:/run/x', 'mailto:x', 'nonsense'])
    tracked.table.connected(url);
  assert.equal(tracked.counts(), [
    'connects_total <other>: 2',
    'connects_total http://[::1]:8080: 1',
    'connects_total http://a.example: 2',
    'connects_total https://a.example: 1',
    'connects_total https://a.example:80: 1',
    'connects_total unix:/run/x: 1',
  ]);
});

test('origins past `maxOrigins` share <other> in every family', () => {
  const tracked = new TrackedOutbound({ maxOrigins: 2 });
  for (const host of ['a', 'b', 'c', 'd', 'a']) tracked.table.record(`http://${host}`, 'GET', 200, 1);
  tracked.table.connected('http://d');
  tracked.table.failed('http://c', { code: 'EPIPE' });
  tracked.table.connected('http://b');
  assert.equal(tracked.counts(), [
    'connects_total <other>: 1',
    'connects_total http://b: 1',
    'errors_total EPIPE <other>: 1',
    'request_duration_seconds GET <other> 200: 2',
    'request_duration_seconds GET http://a 200: 2',
    'request_duration_seconds GET http://b 200: 1',
  ]);
});

test('what is no code of the usual form, or comes after 50 others, is `other`', () => {
  const tracked = new TrackedOutbound();
  const odd = [undefined, null, 'text', {}, { code: 7 }, { code: 'with space' }, { code: 'X'.repeat(100) }];
  for (const error of odd) tracked.table.failed('http://a', error);
  assert.equal(tracked.counts(), [`errors_total other http://a: ${odd.length}`]);
  for (let index = 0; index < 60; index++) tracked.table.failed('http://a', { code: `E_${index}` });
  assert.is(tracked.counts().length, 51);
  assert.is(tracked.values('http_client_errors_total other http://a')?.[0], odd.length + 10);
});

test('a status from 600 on is other', () => {
  const tracked = new TrackedOutbound();
  for (const status of [600, 999]) tracked.table.record('http://a', 'GET', status, 1);
  assert.equal(tracked.counts(), ['request_duration_seconds GET http://a other: 2']);
});

test('a request ends once, whatever is published of it after its end', () => {
  const tracked = new TrackedOutbound();
  const recorder = new OutboundRecorder(tracked.table);
  recorder.start();
  const request = { origin: 'http://a', method: 'GET', upgrade: null };
  for (const name of ['create', 'trailers', 'error', 'trailers'])
    channel(`undici:request:${name}`).publish({ request });
  const fields = { protocol: 'http:', host: 'b', method: 'GET', getHeader: () => 'b', socket: null };
  const sent = Object.assign(new EventEmitter(), fields);
  channel('http.client.request.start').publish({ request: sent });
  channel('http.client.request.error').publish({ request: sent, error: { code: 'EPIPE' } });
  for (const event of ['close', 'close']) sent.emit(event);
  recorder.stop();
  assert.equal(tracked.counts(), [
    'errors_total EPIPE http://b: 1',
    'request_duration_seconds GET http://a none: 1',
    'request_duration_seconds GET http://b none: 1',
  ]);
  assert.is(tracked.table.inFlight, 0);
});

test('messages of another shape than expected are noted, and never thrown', async () => {
  const tracked = new TrackedOutbound();
  const recorder = new OutboundRecorder(tracked.table);
  const names = ['create', 'headers', 'trailers', 'error'].map((name) => `undici:request:${name}`);
  names.push('undici:client:connected', 'http.client.request.created', 'http.client.request.start');
  recorder.start();
  const thrown: unknown[] = [];
  const note = (error: unknown) => thrown.push(error);
  process.on('uncaughtException', note);
  try {
    for (const name of names) channel(name).publish({});
    const request = Object.defineProperty({ method: 'GET' }, 'origin', { get: () => assert.unreachable() });
    channel(names[0] ?? '').publish({ request });
    assert.is(tracked.table.inFlight, 1);
    channel(names[2] ?? '').publish({ request });
    // What a subscriber throws becomes an uncaught exception in the next tick.
    await setImmediate();
  } finally {
    process.off('uncaughtException', note);
    recorder.stop();
  }
  assert.equal(thrown, []);
  assert.is(tracked.table.inFlight, 0);
  assert.ok(
    tracked.notes.some((note) => note.startsWith('outbound_failed ')),
    `${tracked.notes}`,
  );
});

test('failures to record are noted, whatever was thrown, but not without end', () => {
  const tracked = new TrackedOutbound();
  tracked.table.recordingFailed(Object.create(null));
  for (let index = 0; index < 1000; index += 1) tracked.table.recordingFailed(new Error(`failure ${index}`));
  assert.is(tracked.notes.length, 10);
  assert.is(tracked.notes[1], 'outbound_failed failure 0');
});

test.run();
