import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { TrackedHttp } from './http/recording.js';
import { TrackedOutbound } from './outbound/outbound.js';
import type { TrackedTable } from './tracked-table.js';

/** A table under test, with bucket bounds of 0.1 and 1 s. */
interface Subject {
  readonly tracked: TrackedTable<{ started(): void; ended(): void; readonly inFlight: number; flush(): void }>;
  record(name: string, method: string, status: number, seconds: number): void;
}

/** What differs between the tables. */
interface Kind {
  readonly title: string;
  /** Endpoints or origins. */
  readonly names: readonly [string, string, string, string];
  /** @param limit number of names that are kept apart */
  create(limit?: number, namespace?: string): Subject;
  /** The series of the durations. */
  durations(name: string, method: string, status: string): string;
  readonly inFlight: string;
}

const KINDS: readonly Kind[] = [
  {
    title: 'requests',
    names: ['/a', '/b', '/c', '/d'],
    create: (maxEndpoints = 50, namespace = '') => {
      const tracked = new TrackedHttp({ maxEndpoints, namespace });
      const { table } = tracked;
      return {
        tracked,
        record: (name, method, status, seconds) => table.record(table.row(name, method, status), seconds, 0, 0),
      };
    },
    durations: (name, method, status) => `http_request_duration_seconds ${name} ${method} ${status}`,
    inFlight: 'http_requests_in_flight',
  },
  {
    title: 'outbound requests',
    names: ['http://a', 'http://b', 'http://c', 'http://d'],
    create: (maxOrigins = 50, namespace = '') => {
      const tracked = new TrackedOutbound({ maxOrigins }, namespace);
      return { tracked, record: (...request) => tracked.table.record(...request) };
    },
    durations: (name, method, status) => `http_client_request_duration_seconds ${method} ${name} ${status}`,
    inFlight: 'http_client_requests_in_flight',
  },
];

for (const { title, names, create, durations, inFlight } of KINDS) {
  const test = suite(`table of ${title}`);
  const [a, b, c, d] = names;

  test('durations fall into the buckets', () => {
    const { tracked, record } = create();
    for (const seconds of [0.1, 0.5, 1, 2]) record(a, 'GET', 200, seconds);
    assert.equal(tracked.values(durations(a, 'GET', '200')), [1, 3, 4, 3.6]);
  });

  test('a flush sends the rows that have changed, and no others', () => {
    const { tracked, record } = create();
    const sent = () => tracked.flush().filter((name) => name.includes('duration'));
    record(a, 'GET', 200, 1);
    record(b, 'GET', 200, 1);
    assert.equal(sent(), [durations(a, 'GET', '200'), durations(b, 'GET', '200')]);
    assert.equal(tracked.flush(), []);
    record(b, 'GET', 200, 1);
    assert.equal(sent(), [durations(b, 'GET', '200')]);
  });

  test('requests in flight are sent from the start', () => {
    const { tracked } = create();
    assert.ok(tracked.flush().includes(inFlight));
    tracked.table.started();
    tracked.table.started();
    tracked.table.ended();
    assert.is(tracked.table.inFlight, 1);
    assert.equal(tracked.values(inFlight), [1]);
  });

  test('rows are found again, and kept apart by name, method and status', () => {
    const { tracked, record } = create();
    for (let time = 0; time < 2; time++) {
      record(a, 'GET', 200, 0);
      record(a, 'GET', 201, 0);
      record(a, 'POST', 200, 0);
      record(b, 'GET', 200, 0);
    }
    const rows = [durations(a, 'GET', '200'), durations(a, 'GET', '201'), durations(a, 'POST', '200')];
    for (const row of [...rows, durations(b, 'GET', '200')]) assert.equal(tracked.values(row), [2, 2, 2, 0], row);
  });

  test('methods outside the standard ones are one', () => {
    const { tracked, record } = create();
    for (const method of ['BREW', 'PURGE']) record(a, method, 418, 0);
    assert.equal(tracked.values(durations(a, '_OTHER', '418')), [2, 2, 2, 0]);
  });

  test('names past the limit share <other>, and the first ones stay', () => {
    const { tracked, record } = create(2);
    for (const name of [a, b, c, d, a]) record(name, 'GET', 200, 0);
    const counts = [a, b, '<other>', c, d].map((name) => tracked.values(durations(name, 'GET', '200'))?.[2]);
    assert.equal(counts, [2, 1, 2, undefined, undefined]);
  });

  test('the namespace is in front of every name', () => {
    const { tracked, record } = create(50, 'gole');
    record(a, 'GET', 200, 0);
    for (const name of tracked.flush()) assert.match(name, /^gole_http_/);
    assert.equal(tracked.values(`gole_${durations(a, 'GET', '200')}`), [1, 1, 1, 0]);
  });

  test.run();
}
