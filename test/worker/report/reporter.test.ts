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
import { resolveOptions } from '../../../src/shared/options/resolve-options.js';
import { RegistrySampler } from '../../../src/shared/sampling/registry-sampler.js';
import { ChangeTracker } from '../../../src/shared/tracking/change-tracker.js';
import { HttpRecorder } from '../../../src/worker/http/http-recorder.js';
import { HttpTable } from '../../../src/worker/http/http-table.js';
import { Reporter } from '../../../src/worker/report/reporter.js';
import { SweepPace } from '../../../src/worker/report/sweep-pace.js';

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

test.run();

function reporterOf(registry: Registry, path: string): Reporter {
  const { http } = resolveOptions({}, {});
  const tracker = new ChangeTracker({ maxSeries: 100 });
  const recorder = new HttpRecorder(new HttpTable(tracker, http), http);
  const sampler = new RegistrySampler(
    tracker,
    () => [{ registry, scope: () => 'merged' }],
    () => false,
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
