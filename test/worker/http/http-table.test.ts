import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { UNKNOWN_BYTES } from '../../../src/worker/rows/request-rows.js';
import { TrackedHttp } from './recording.js';

test('a record raises count, duration and both sizes of its row', () => {
  const tracked = new TrackedHttp();
  const row = tracked.table.row('/a', 'GET', 200);
  for (const seconds of [0.1, 0.5, 1, 2]) tracked.table.record(row, seconds, 100, 1000);
  assert.equal(tracked.values('http_request_count_total /a GET 200'), [4]);
  assert.equal(tracked.values('http_request_duration_seconds /a GET 200'), [1, 3, 4, 3.6]);
  assert.equal(tracked.values('http_request_size_bytes /a GET 200'), [400, 4]);
  assert.equal(tracked.values('http_response_size_bytes /a GET 200'), [4000, 4]);
});

test('with `sizeBuckets` the sizes are histograms', () => {
  const tracked = new TrackedHttp({ sizeBuckets: [10, 100, 1000] });
  const row = tracked.table.row('/a', 'GET', 200);
  tracked.table.record(row, 0, 10, 101);
  tracked.table.record(row, 0, 11, 5000);
  tracked.table.addRequestBytes(row, 1000);
  assert.equal(tracked.values('http_request_size_bytes /a GET 200'), [1, 2, 2, 2, 1021]);
  assert.equal(tracked.values('http_response_size_bytes /a GET 200'), [0, 0, 1, 2, 5101]);
  assert.equal(tracked.values('http_request_duration_seconds /a GET 200'), [2, 2, 2, 0]);
});

test('a flush sends the rows that changed, and nothing else', () => {
  const tracked = new TrackedHttp();
  const [a, b] = [tracked.table.row('/a', 'GET', 200), tracked.table.row('/b', 'GET', 200)];
  tracked.table.record(a, 0, 1, 1);
  tracked.table.record(b, 0, 1, 1);
  tracked.flush();
  assert.equal(tracked.flush(), []);
  tracked.table.record(b, 0, 0, 1);
  assert.equal(tracked.flush().sort(), [
    'http_request_count_total /b GET 200',
    'http_request_duration_seconds /b GET 200',
    'http_request_size_bytes /b GET 200',
    'http_response_size_bytes /b GET 200',
    'http_worker_requests_total',
  ]);
});

test('load and requests in flight have no labels, and are there from the start', () => {
  const tracked = new TrackedHttp();
  assert.equal(tracked.flush(), [
    'http_requests_in_flight',
    'http_worker_requests_in_flight',
    'http_worker_requests_total',
  ]);
  tracked.table.started();
  tracked.table.started();
  tracked.table.ended();
  tracked.table.record(tracked.table.row('/a', 'GET', 200), 0, 0, 0);
  assert.equal(tracked.values('http_requests_in_flight'), [1]);
  assert.equal(tracked.values('http_worker_requests_in_flight'), [1]);
  assert.equal(tracked.values('http_worker_requests_total'), [1]);
});

test('a table grows beyond its first rows and keeps what they hold', () => {
  const tracked = new TrackedHttp({ maxEndpoints: 1000 });
  const rows: number[] = [];
  for (let index = 0; index < 500; index += 1) {
    const row = tracked.table.row(`/${index}`, 'GET', 200);
    tracked.table.record(row, 0, index, 1);
    rows.push(row);
  }
  for (const row of rows) tracked.table.record(row, 0, 0, 1);
  assert.is(tracked.rows().length, 500);
  for (let index = 0; index < 500; index += 1) {
    assert.equal(tracked.values(`http_request_size_bytes /${index} GET 200`), [index, 2]);
  }
});

test('an endpoint that is called <other> takes no place of `maxEndpoints`', () => {
  const tracked = new TrackedHttp({ maxEndpoints: 1 });
  for (const endpoint of ['<other>', '/a']) tracked.table.record(tracked.table.row(endpoint, 'GET', 200), 0, 1, 1);
  assert.equal(tracked.rows(), ['/a GET 200: 1, 1, 1', '<other> GET 200: 1, 1, 1']);
});

test('past `maxEndpoints`, <unmatched> is not pushed out into <other>', () => {
  const tracked = new TrackedHttp({ maxEndpoints: 1 });
  for (const endpoint of ['/a', '/b', '/c', '<unmatched>', '/a']) {
    tracked.table.record(tracked.table.row(endpoint, 'GET', 200), 0, 1, 1);
  }
  assert.equal(tracked.rows(), ['/a GET 200: 2, 2, 2', '<other> GET 200: 2, 2, 2', '<unmatched> GET 200: 1, 1, 1']);
});

test('failures to name an endpoint are noted, but not without end', () => {
  const tracked = new TrackedHttp();
  for (let index = 0; index < 1000; index += 1) tracked.table.endpointFailed(new Error(`failure ${index}`));
  for (const odd of ['not an error', Object.create(null), { message: { toString: 1 } }])
    tracked.table.endpointFailed(odd);
  tracked.flush();
  assert.is(tracked.notes.length, 10);
  assert.is(tracked.notes[0], 'endpoint_failed failure 0');
  const other = new TrackedHttp();
  const fails = () => assert.unreachable('not to be read');
  other.table.endpointFailed(Object.defineProperty(new Error('x'), 'message', { get: fails }));
  other.table.endpointFailed({ toString: fails });
  assert.is(other.notes.length, 2);
});

test('a failure whose message is no text is noted, and throws nothing into the server of the app', () => {
  const tracked = new TrackedHttp();
  tracked.table.endpointFailed(Object.assign(new Error('odd'), { message: { no: 'text' } }));
  tracked.flush();
  assert.is(tracked.notes.length, 1);
});

test('a size that is not known moves neither sum, count nor bucket of its family', () => {
  const size = fc.oneof(fc.nat(2000), fc.constantFrom(UNKNOWN_BYTES, -5, Number.NaN));
  const records = fc.array(fc.tuple(size, size), { maxLength: 30 });
  fc.assert(
    fc.property(records, fc.constantFrom([10, 100, 1000], undefined), (sizes, sizeBuckets) => {
      const tracked = new TrackedHttp({ sizeBuckets });
      const row = tracked.table.row('/a', 'GET', 200);
      tracked.table.record(row, 0, 0, 0);
      for (const [requestBytes, responseBytes] of sizes) tracked.table.record(row, 0.5, requestBytes, responseBytes);
      assert.equal(tracked.values('http_request_count_total /a GET 200'), [sizes.length + 1]);
      assert.is(tracked.values('http_request_duration_seconds /a GET 200')?.at(-2), sizes.length + 1);
      for (const [index, family] of ['http_request_size_bytes', 'http_response_size_bytes'].entries()) {
        const known = [0, ...sizes.map((both) => Number(both[index]))].filter((bytes) => bytes >= 0);
        assert.equal(tracked.values(`${family} /a GET 200`), sizesOf(known, sizeBuckets), family);
      }
    }),
  );
});

/** The numbers of a series of sizes. */
function sizesOf(known: readonly number[], bounds: readonly number[] | undefined): number[] {
  const sum = known.reduce((total, bytes) => total + bytes, 0);
  if (bounds === undefined) return [sum, known.length];
  return [...bounds.map((bound) => known.filter((bytes) => bytes <= bound).length), known.length, sum];
}

test('an error of the app that cannot be described is noted all the same', () => {
  const tracked = new TrackedHttp();
  tracked.table.endpointFailed(Object.assign(new Error('x'), { message: { not: 'text' } }));
  assert.is(tracked.notes.length, 1);
});

test.run();
