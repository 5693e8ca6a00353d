import { ChangeTracker } from '../src/shared/change-tracker.js';
import { resolveOptions } from '../src/shared/resolve-options.js';
import { HttpTable } from '../src/worker/http-table.js';
import { PeerRequestMetrics } from './request-metrics.js';
import { type Effort, type Result, result } from './result.js';
import { cpuMs, interleave, median } from './rounds.js';

const ENDPOINTS = Array.from({ length: 20 }, (_, index) => `/api/v1/things-${index}/:id`);
const STATUSES = [200, 200, 200, 404];

/** What it costs to record one request: count, duration, two sizes and in-flight, with three labels. */
export async function measureRecord({ rounds, records }: Effort): Promise<Result> {
  const { http } = resolveOptions({}, {});
  const table = new HttpTable(new ChangeTracker({ maxSeries: 10_000 }), http);
  const peer = new PeerRequestMetrics();
  const nsPerRecord = async (count: number, record: (index: number) => void) => {
    const ms = await cpuMs(() => {
      for (let index = 0; index < count; index++) record(index);
    });
    return (ms * 1e6) / count;
  };
  const costs = await interleave(rounds, {
    ours: () => nsPerRecord(records, (index) => recordOurs(table, index)),
    peer: () => nsPerRecord(records / 10, (index) => recordPeer(peer, index)),
  });
  const figures = { ours: median(costs.ours), peer: median(costs.peer) };
  return result(
    'record one request',
    'ns',
    figures,
    '< 100 ns, 15x',
    (ours, theirs) => ours < 100 && theirs >= 15 * ours,
  );
}

function recordOurs(table: HttpTable, index: number): void {
  table.started();
  table.record(table.row(endpointOf(index), 'GET', statusOf(index)), secondsOf(index), 400, 1000 + (index % 512));
  table.ended();
}

function recordPeer(peer: PeerRequestMetrics, index: number): void {
  peer.started();
  const labels = { endpoint: endpointOf(index), method: 'GET', status: statusOf(index) };
  peer.ended(labels, secondsOf(index), 400, 1000 + (index % 512));
}

function endpointOf(index: number): string {
  return ENDPOINTS[index % ENDPOINTS.length] ?? '';
}

function statusOf(index: number): number {
  return STATUSES[index % STATUSES.length] ?? 0;
}

function secondsOf(index: number): number {
  return (index % 100) / 500;
}
