import * as promClient from 'prom-client';
import { RegistrySampler, type RegistrySource } from '../../../src/shared/sampling/registry-sampler.js';
import { ChangeTracker } from '../../../src/shared/tracking/change-tracker.js';
import { cpuMs } from '../../costs/cpu-time.js';
import type { Effort } from '../../costs/measurement.js';
import { median } from '../../costs/quantiles.js';
import { interleave, settle } from '../../costs/rounds.js';
import { leftOutNote, loadPeers } from '../../peers/peers.js';
import { goalRow } from '../../report/goals.js';
import { PEER_PACKAGES } from '../../report/library-names.js';
import type { Row } from '../../report/row.js';
import { AppSeries } from '../../workload/series.js';

const GOAL = { series: 10_000, changed: 0.01 };
const EFFORT = {
  full: { rounds: 7, sizes: [100, 1000, 10_000, 100_000] },
  quick: { rounds: 1, sizes: [100, 10_000] },
};
const SHARES = [0, 0.01, 1];
/** Number of series that a round flushes at least: small flushes are repeated, or the clock could not measure them. */
const SERIES_A_ROUND = 20_000;

/** Measures the CPU time of a flush of a worker's prom-client registry, and the bytes that the flush sends. */
export async function measureFlush(effort: Effort): Promise<Row[]> {
  const { rounds, sizes } = EFFORT[effort];
  const rows: Row[] = [];
  for (const series of sizes) {
    for (const changed of SHARES) rows.push(...(await measureOne(series, changed, rounds)));
  }
  return rows;
}

async function measureOne(series: number, changed: number, rounds: number): Promise<Row[]> {
  const registry = new promClient.Registry();
  const app = new AppSeries(promClient, registry, series);
  const bytes = { ours: [] as number[], peer: [] as number[] };
  const ours = oursFlush(registry, series);
  const peer = async () => Buffer.byteLength(JSON.stringify(await registry.getMetricsAsJSON()));
  await ours();
  const costs = await interleave(rounds, {
    ours: () => meanMs(ours, app, changed, bytes.ours),
    peer: () => meanMs(peer, app, changed, bytes.peer),
  });
  const params = { series, changed };
  const flushed = { ours: median(costs.ours), peers: { 'prom-client': median(costs.peer) } };
  const sent = { ours: median(bytes.ours), peers: { 'prom-client': median(bytes.peer) } };
  const rows: Row[] = [
    { group: 'flush', name: 'CPU of a flush in the worker', unit: 'ms', params, ...flushed },
    { group: 'frame', name: 'bytes of a flush', unit: 'B', params, ...sent },
  ];
  if (series !== GOAL.series || changed !== GOAL.changed) return rows;
  const peers = { ...sent.peers, ...(await bytesOfOthers(series)) };
  const goal = { ours: sent.ours, peers, goal: '< 5 KB', isMet: sent.ours < 5000, ...leftOutNote() };
  return [goalRow('bytes', { unit: 'B', params, ...goal }), ...rows];
}

/** The bytes of the other peers. They send all series, whatever changed: one flush is enough. */
async function bytesOfOthers(series: number): Promise<Record<string, number>> {
  const bytes: Record<string, number> = {};
  for (const [name, client] of await loadPeers(PEER_PACKAGES.filter((peer) => peer !== 'prom-client'))) {
    const registry = new client.Registry();
    new AppSeries(client, registry, series);
    bytes[name] = Buffer.byteLength(JSON.stringify(await registry.getMetricsAsJSON()));
  }
  return bytes;
}

/** The flush of a worker: it sweeps the registry, finds what changed and encodes the frames. */
function oursFlush(registry: promClient.Registry, series: number): () => Promise<number> {
  const tracker = new ChangeTracker({ maxSeries: series });
  const source: RegistrySource = { registry, scope: () => 'merged' };
  const sampler = new RegistrySampler(
    tracker,
    () => [source],
    () => undefined,
  );
  return async () => {
    await sampler.sample();
    const frames = tracker.take({ slot: 0, incarnation: 1 }, 0, Date.now());
    return frames.reduce((sum, frame) => sum + frame.byteLength, 0);
  };
}

async function meanMs(flush: () => Promise<number>, app: AppSeries, changed: number, bytes: number[]): Promise<number> {
  await settle();
  const times = Math.max(1, Math.round(SERIES_A_ROUND / app.count));
  let ms = 0;
  for (let done = 0; done < times; done++) {
    app.change(changed);
    ms += await cpuMs(async () => void bytes.push(await flush()));
  }
  return ms / times;
}
