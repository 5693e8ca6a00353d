// Reads its own runtime metrics once a second, idle or while it makes garbage, and answers its CPU time: `node
// runtime-metrics.js SETTINGS`.
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { PerformanceObserver } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { createRuntimeSource } from '../../src/shared/runtime/runtime-source.js';
import { RegistrySampler } from '../../src/shared/sampling/registry-sampler.js';
import { ChangeTracker } from '../../src/shared/tracking/change-tracker.js';
import { listenOnLoopback } from '../loopback/listen.js';

/** Which library reads the metrics: this one without `allocation`, this one with `allocation`, prom-client, or none. */
export type Reader = 'ours' | 'allocation' | 'prom-client' | 'bare';

/** Settings that the program is started with. */
export interface RuntimeSettings {
  readonly who: Reader;
  /** Number of sockets that the process holds open. */
  readonly sockets: number;
  /** Flushes before the first round. A process has flushed for hours: its code is compiled. */
  readonly warmUp: number;
  readonly load: 'idle' | 'garbage';
  /** Whether garbage collections are counted; the count costs CPU time itself. */
  readonly isCounting: boolean;
}

/** Answer to a number of ms, after which the program answers. */
export interface RuntimeAnswer {
  readonly cpuMsPerSecond: number;
  readonly collections: number;
}

const FLUSH_MS = 1000;
// With a young generation of 1 MB, the arrays of one tick cause about three collections.
const TICK_MS = 10;
const ARRAYS_A_TICK = 20_000;

const settings = JSON.parse(process.argv[2] ?? '') as RuntimeSettings;
const held = await openSockets(settings.sockets);
const flush = flushOf(settings.who);
const garbage: number[][] = [];
let collections = 0;
if (settings.isCounting)
  new PerformanceObserver((list) => {
    collections += list.getEntries().length;
  }).observe({ entryTypes: ['gc'] });
for (let done = 0; done < settings.warmUp; done++) await flush();
process.on('message', (ms: number) => void run(ms).then((answer) => process.send?.(answer)));
process.on('disconnect', () => process.exit());
process.send?.({ held: held.length });

async function run(ms: number): Promise<RuntimeAnswer> {
  // Each flush is in the middle of a second: no round then has one flush more than another.
  for (let at = FLUSH_MS / 2; at < ms; at += FLUSH_MS) globalThis.setTimeout(() => void flush(), at);
  const littering = settings.load === 'garbage' ? setInterval(litter, TICK_MS) : undefined;
  const collectionsBefore = collections;
  const before = process.cpuUsage();
  const start = performance.now();
  await setTimeout(ms);
  const { user, system } = process.cpuUsage(before);
  const cpuMsPerSecond = (user + system) / (performance.now() - start);
  clearInterval(littering);
  return { cpuMsPerSecond, collections: collections - collectionsBefore };
}

/** Makes arrays. Nearly all are garbage at once; a few are kept for a while, or the compiler would leave all out. */
function litter(): void {
  for (let made = 0; made < ARRAYS_A_TICK; made++) garbage[made % 64] = new Array<number>(16).fill(made);
}

function flushOf(who: Reader): () => Promise<unknown> {
  if (who === 'bare') return async () => undefined;
  if (who === 'prom-client') {
    const register = new Registry();
    collectDefaultMetrics({ register });
    return async () => JSON.stringify(await register.getMetricsAsJSON());
  }
  const tracker = new ChangeTracker({ maxSeries: 1000 });
  const source = createRuntimeSource(tracker, { allocation: who === 'allocation' });
  const sampler = new RegistrySampler(
    tracker,
    () => [source()],
    () => undefined,
  );
  return async () => {
    await sampler.sample();
    return tracker.take({ slot: 0, incarnation: 1 }, 0, Date.now());
  };
}

/** Opens both ends of connections in this process: each end is a socket. */
async function openSockets(count: number): Promise<Socket[]> {
  const accepted: Socket[] = [];
  const port = await listenOnLoopback(createServer((socket) => accepted.push(socket)));
  const opened: Socket[] = [];
  while (opened.length < count / 2) {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    opened.push(socket);
  }
  return [...accepted, ...opened];
}
