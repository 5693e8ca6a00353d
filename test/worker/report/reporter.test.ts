import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { Counter, Registry } from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  encodeFlushRequest,
  MessageSplitter,
  newSocketPath,
  withLength,
} from '../../../src/shared/channel/socket-messages.js';
import { decodeFrame, type Frame } from '../../../src/shared/frame/frame.js';
import { resolveRequests } from '../../../src/shared/options/http-options.js';
import { RegistrySampler } from '../../../src/shared/sampling/registry-sampler.js';
import { ChangeTracker } from '../../../src/shared/tracking/change-tracker.js';
import { HttpRecorder } from '../../../src/worker/http/http-recorder.js';
import { HttpTable } from '../../../src/worker/http/http-table.js';
import { Reporter, type ReporterSources } from '../../../src/worker/report/reporter.js';
import { SweepPace } from '../../../src/worker/report/sweep-pace.js';
import { Received } from '../../shared/tracking/received.js';

const test = suite('what a worker reports, and when');
const INTERVAL_MS = 200;
const ASKS = 12;

test('the next flush by timer is an interval after that of a scrape', async () => {
  const path = newSocketPath();
  const server = createServer().listen({ path });
  await once(server, 'listening');
  const registry = new Registry();
  const counter = new Counter({ name: 'c_total', help: 'C.', registers: [registry] });
  reporterOf(registry, path).start(INTERVAL_MS);
  const [frames] = (await once(server, 'connection')) as [Socket];
  const [requests] = (await once(server, 'connection')) as [Socket];
  const flushes = flushesOf(frames);
  const askedAt = new Map<number, number>();
  // Not in step with the timer.
  for (let id = 1; id <= ASKS; id++) {
    askedAt.set(id, performance.now());
    requests.write(withLength(encodeFlushRequest({ id, full: false })));
    while (flushes.at(-1)?.id !== id) await once(frames, 'data');
    // A flush by timer would send this change.
    counter.inc();
    await setTimeout(INTERVAL_MS * 0.7);
  }
  while (flushes.at(-1)?.id !== 0) await once(frames, 'data');
  let lastAsk = Number.NEGATIVE_INFINITY;
  for (const { id, at } of flushes) {
    // The timer and the clock round, each in its own way.
    if (id === 0) assert.ok(at - lastAsk >= INTERVAL_MS - 2, `${at - lastAsk} ms`);
    // On a busy machine the timer's flush may still be on its way when the next request is written.
    else lastAsk = askedAt.get(id) ?? Number.NaN;
  }
  for (const peer of [frames, requests]) peer.destroy();
  server.close();
});

test('what a failing table, registry or channel kept from being sent goes with the next flush, and the errors are noted', async () => {
  const received = new Received();
  const tracker = new ChangeTracker({ maxSeries: 100 });
  const http = resolveRequests();
  const table = new HttpTable(tracker, http);
  const faults = new Set<string>();
  const fault = (name: string) => {
    if (faults.delete(name)) throw new Error(`no ${name}`);
  };
  const failing = { flush: () => fault('table') };
  const sampler = Object.assign(
    new RegistrySampler(
      tracker,
      () => [],
      () => undefined,
    ),
    {
      sample: async () => fault('sweep'),
    },
  );
  const reporter = reporterWith({
    tracker,
    tables: [failing, table],
    sampler,
    recorder: new HttpRecorder(table, http),
  });
  const restore = withChannel((base64) => {
    fault('channel');
    received.take([Buffer.from(base64, 'base64')]);
  });
  try {
    const row = table.row('/', 'GET', 200);
    for (const name of ['table', 'sweep', 'channel']) {
      faults.add(name);
      table.record(row, 1, 1, 1);
      await reporter.flush(1);
    }
    await reporter.flush();
    assert.equal(Object.values(received.of('http_request_count_total')), [[3]]);
    assert.equal(
      received.notes,
      Array.from({ length: 3 }, () => 'internal_error '),
    );
    table.record(row, 1, 1, 1);
    faults.add('channel');
    reporter.flushAtExit();
    assert.equal(Object.values(received.of('http_request_count_total')), [[4]], 'the exit has a second attempt');
  } finally {
    restore();
  }
});

test('when the last frames cannot be sent, stderr says so', () => {
  const tracker = new ChangeTracker({ maxSeries: 100 });
  const http = resolveRequests();
  const table = new HttpTable(tracker, http);
  const sampler = new RegistrySampler(
    tracker,
    () => [],
    () => undefined,
  );
  const reporter = reporterWith({ tracker, tables: [table], sampler, recorder: new HttpRecorder(table, http) });
  const { write } = process.stderr;
  const restore = withChannel(() => {
    throw new Error('channel is broken');
  });
  let said = '';
  process.stderr.write = (text: string | Uint8Array) => {
    said += text;
    return true;
  };
  try {
    reporter.flushAtExit();
  } finally {
    process.stderr.write = write;
    restore();
  }
  assert.is(said, 'prom-cluster: a worker could not send its last numbers: channel is broken\n');
});

test.run();

/** Gives this process a channel to a primary. @returns takes it away again */
function withChannel(onFrame: (base64: string) => void): () => void {
  const { connected, send } = process;
  const fake = (message: { base64: string }, _handle: unknown, _options: unknown, sent: () => void) => {
    onFrame(message.base64);
    sent();
    return true;
  };
  Object.assign(process, { connected: true, send: fake });
  return () => void Object.assign(process, { connected, send });
}

function reporterWith(sources: Omit<ReporterSources, 'paces'>): Reporter {
  const paces = { stores: new SweepPace(INTERVAL_MS), collected: new SweepPace(INTERVAL_MS) };
  const assignment = {
    slot: 0,
    incarnation: 1,
    port: 0,
    reusePort: false,
    socket: { path: newSocketPath(), token: 'token' },
  };
  return new Reporter({ ...sources, paces }, assignment);
}

function reporterOf(registry: Registry, path: string): Reporter {
  const http = resolveRequests();
  const tracker = new ChangeTracker({ maxSeries: 100 });
  const recorder = new HttpRecorder(new HttpTable(tracker, http), http);
  const sampler = new RegistrySampler(
    tracker,
    () => [{ registry, scope: () => 'merged' }],
    () => undefined,
  );
  const paces = { stores: new SweepPace(INTERVAL_MS), collected: new SweepPace(INTERVAL_MS) };
  const assignment = { slot: 0, incarnation: 1, port: 0, reusePort: false, socket: { path, token: 'token' } };
  return new Reporter({ tracker, tables: [], recorder, sampler, paces }, assignment);
}

/** The flushes that arrive, without the greeting. `id` is that of the request, or 0 of a flush by timer. */
function flushesOf(peer: Socket): { readonly id: number; readonly at: number }[] {
  const flushes: { readonly id: number; readonly at: number }[] = [];
  const splitter = new MessageSplitter();
  peer.on('data', (piece: Buffer) =>
    splitter.push(piece, (message) => {
      const decoded = decodeFrame(message);
      if ('frame' in decoded) flushes.push(summary(decoded.frame));
    }),
  );
  return flushes;
}

function summary({ header }: Frame): { readonly id: number; readonly at: number } {
  return { id: header.flushId, at: performance.now() };
}
