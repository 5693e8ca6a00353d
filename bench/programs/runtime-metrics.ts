// What a process pays for telling of itself, idle or while it makes garbage: `node runtime-metrics.js SETTINGS`.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { PerformanceObserver } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { ChangeTracker } from '../../src/shared/change-tracker.js';
import { RegistrySampler } from '../../src/shared/registry-sampler.js';
import { createRuntimeSource } from '../../src/shared/runtime/runtime-source.js';

/** Who tells of the process: this library, with `allocation` or without, prom-client, or nobody. */
export type Teller = 'ours' | 'allocation' | 'prom-client' | 'bare';

/** What the process is started with. */
export interface RuntimeSettings {
  readonly who: Teller;
  /** How many it holds open. */
  readonly sockets: number;
  /** Flushes before the first round. A process has flushed for hours: its code is compiled. */
  readonly warmUp: number;
  readonly load: 'idle' | 'garbage';
  /** Whether to count collections, which costs some itself. */
  readonly isCounting: boolean;
}

/** The answer to a number of ms, for which it runs. */
export interface RuntimeAnswer {
  readonly cpuMsPerSecond: number;
  readonly collections: number;
}

const FLUSH_MS = 1000;
/** With a young generation of 1 MB, each tick is some three collections. */
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
  // In the middle of each second, so that no round has one more than another.
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

/** Makes arrays that nearly all are garbage at once; a few are kept for a while, else none would be made. */
function litter(): void {
  for (let made = 0; made < ARRAYS_A_TICK; made++) garbage[made % 64] = new Array<number>(16).fill(made);
}

function flushOf(who: Teller): () => Promise<unknown> {
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
    () => false,
  );
  return async () => {
    await sampler.sample();
    return tracker.take({ slot: 0, incarnation: 1 }, 0, Date.now());
  };
}

/** Both ends are this process's: each is a handle. */
async function openSockets(count: number): Promise<Socket[]> {
  const accepted: Socket[] = [];
  const server = createServer((socket) => accepted.push(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const opened: Socket[] = [];
  while (opened.length < count / 2) {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    opened.push(socket);
  }
  return [...accepted, ...opened];
}
