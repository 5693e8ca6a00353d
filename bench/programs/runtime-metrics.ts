// What a process pays for telling of itself: `node runtime-metrics.js ours|prom-client|bare SOCKETS SECONDS`.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { ChangeTracker } from '../../src/shared/change-tracker.js';
import { RegistrySampler } from '../../src/shared/registry-sampler.js';
import { createRuntimeRegistry } from '../../src/shared/runtime/runtime-registry.js';

const FLUSH_MS = 1000;
const WARM_UP = 500;

const [, , who, sockets, seconds] = process.argv;
const held = await openSockets(Number(sockets));
const flush = flushOf(who);
setInterval(() => void flush(), FLUSH_MS);
// A process has flushed for hours: its code is compiled.
for (let done = 0; done < WARM_UP; done++) await flush();
await setTimeout(FLUSH_MS);
const before = process.cpuUsage();
const start = performance.now();
await setTimeout(Number(seconds) * 1000);
const { user, system } = process.cpuUsage(before);
const perSecond = (user + system) / (performance.now() - start);
process.send?.({ cpuMsPerSecond: perSecond, held: held.length }, undefined, undefined, () => process.exit());

function flushOf(name: string | undefined): () => Promise<unknown> {
  if (name === 'bare') return async () => undefined;
  if (name === 'prom-client') {
    const register = new Registry();
    collectDefaultMetrics({ register });
    return async () => JSON.stringify(await register.getMetricsAsJSON());
  }
  const { registry, read } = createRuntimeRegistry();
  const tracker = new ChangeTracker({ maxSeries: 1000 });
  const sampler = new RegistrySampler(
    tracker,
    () => {
      read((error) => console.error(error));
      return [{ registry, scope: () => 'worker' }];
    },
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
