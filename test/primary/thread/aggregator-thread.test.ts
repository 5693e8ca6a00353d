import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Worker } from 'node:worker_threads';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { AggregatorThread } from '../../../src/primary/thread/aggregator-thread.js';
import { deferred } from '../../../src/shared/basics/deferred.js';
import { property } from '../../../src/shared/basics/unknown-values.js';
import { resolveOptions } from '../../../src/shared/options/resolve-options.js';
import { ChangeTracker } from '../../../src/shared/tracking/change-tracker.js';
import { waitFor } from '../../cluster/driver/wait-for.js';
import { define } from '../aggregator/fake-worker.js';

const test = suite('the aggregator thread, as the main loop has it');
const WHO = { slot: 0, incarnation: 1 };
const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
let aggregator: AggregatorThread;
/** The newest thread. */
let thread: Worker;

process.on('worker', (started) => {
  thread = started;
});

test.before.each(async () => {
  const options = { metrics: { port: 0 }, restart: { minDelayMs: 100, maxDelayMs: 200 }, logger };
  aggregator = new AggregatorThread(resolveOptions(options, {}), { flush: () => undefined, living: () => [] });
  await aggregator.start();
});

test.after.each(() => aggregator.close());

test('threads that somebody terminates again and again cost no total of an ended worker', async () => {
  const tracker = new ChangeTracker({ maxSeries: 10 });
  const series = tracker.series(tracker.family(define('jobs_total')), []);
  assert.ok(series);
  tracker.set(series, [7]);
  aggregator.enter({ kind: 'began', ...WHO, pid: process.pid });
  for (const bytes of tracker.take(WHO, 0, 0)) aggregator.enter({ kind: 'frame', ...WHO, bytes });
  aggregator.enter({ kind: 'ended', ...WHO });
  for (let life = 0; life < 5; life++) {
    assert.match(await aggregator.read(), /^jobs_total 7$/m);
    const ended = thread;
    await ended.terminate();
    await waitFor('the next thread', () => thread !== ended);
  }
  assert.match(await aggregator.read(), /^jobs_total 7$/m);
});

test('a page that is wanted while another program has the metrics port is refused, and comes once the port is free', async () => {
  const squatter = createServer();
  const listens = deferred();
  const { port } = aggregator;
  const squat = () => squatter.listen(port, '127.0.0.1');
  squatter.on('error', () => setImmediate(squat)).on('listening', listens.resolve);
  thread.once('exit', squat);
  await thread.terminate();
  await listens.promise;
  const refused = await aggregator.read().catch((error: unknown) => error);
  assert.is(property(refused, 'code'), 'ERR_METRICS_PAGE');
  assert.match(String(refused), /the metrics port cannot be listened on/);
  await once(squatter.close(), 'close');
  const page = await waitFor('a page', () => aggregator.read().catch(() => undefined));
  assert.match(page, /^cluster_workers/m);
});

test.run();
