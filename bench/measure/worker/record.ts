import { resolveRequests } from '../../../src/shared/options/http-options.js';
import { ChangeTracker } from '../../../src/shared/tracking/change-tracker.js';
import { HttpTable } from '../../../src/worker/http/http-table.js';
import { cpuMs } from '../../costs/cpu-time.js';
import type { Effort } from '../../costs/measurement.js';
import { medians } from '../../costs/quantiles.js';
import { interleave, type Measure } from '../../costs/rounds.js';
import { ClientGolang } from '../../peers/client-golang.js';
import { leftOutNote, loadPeers, type PeerClient } from '../../peers/peers.js';
import { PeerRequestMetrics } from '../../peers/request-metrics.js';
import { goalRow } from '../../report/goals.js';
import { peerFigures, type Row } from '../../report/row.js';

const EFFORT = { full: { rounds: 15, records: 1_000_000 }, quick: { rounds: 2, records: 1000 } };
const ENDPOINTS = Array.from({ length: 20 }, (_, index) => `/api/v1/things-${index}/:id`);
const STATUSES = [200, 200, 200, 404];

/**
 * Measures the record of one request (count, duration, two sizes and in-flight, with three labels), and one Observe.
 */
export async function measureRecord(effort: Effort): Promise<Row[]> {
  const { rounds, records } = EFFORT[effort];
  const peers = await loadPeers();
  const golang = ClientGolang.start(effort);
  try {
    const request: Record<string, Measure> = {
      ours: oursNs(records),
      ...measures(peers, (client) => requestNs(client, records / 10)),
    };
    const observe = measures(peers, (client) => observeNs(client, records / 10));
    if (golang) {
      request['client_golang'] = () => golang.cpuNs('request', records / 10);
      observe['client_golang'] = () => golang.cpuNs('observe', records);
    }
    return rows(medians(await interleave(rounds, request)), medians(await interleave(rounds, observe)));
  } finally {
    await golang?.close();
  }
}

function rows(request: Record<string, number>, observe: Record<string, number>): Row[] {
  const { ours = Number.NaN, ...peers } = request;
  const theirs = peers['prom-client'] ?? Number.NaN;
  const isMet = ours < 100 && theirs >= 15 * ours;
  const goal = '< 100 ns, 15x';
  const note = 'ours records all metrics of a request in one call; there is no call for one alone';
  return [
    goalRow('record', { unit: 'ns', params: {}, ours, peers: peerFigures(peers), goal, isMet, ...leftOutNote() }),
    {
      group: 'record',
      name: 'one labelled Observe of a histogram',
      unit: 'ns',
      params: {},
      ours: null,
      peers: observe,
      note,
    },
  ];
}

function measures(peers: Map<string, PeerClient>, measure: (client: PeerClient) => Measure): Record<string, Measure> {
  return Object.fromEntries([...peers].map(([name, client]) => [name, measure(client)]));
}

function oursNs(count: number): Measure {
  const table = new HttpTable(new ChangeTracker({ maxSeries: 10_000 }), resolveRequests());
  return () =>
    nsPerCall(count, (index) => {
      table.started();
      table.record(table.row(endpointOf(index), 'GET', statusOf(index)), secondsOf(index), 400, 1000 + (index % 512));
      table.ended();
    });
}

function requestNs(client: PeerClient, count: number): Measure {
  const metrics = new PeerRequestMetrics(client);
  return () =>
    nsPerCall(count, (index) => {
      metrics.started();
      const labels = { endpoint: endpointOf(index), method: 'GET', status: statusOf(index) };
      metrics.ended(labels, secondsOf(index), 400, 1000 + (index % 512));
    });
}

function observeNs({ Histogram, Registry }: PeerClient, count: number): Measure {
  const labelNames = ['endpoint', 'method', 'status'];
  const histogram = new Histogram({ name: 'seconds', help: 'h', labelNames, registers: [new Registry()] });
  return () =>
    nsPerCall(count, (index) => {
      const labels = { endpoint: endpointOf(index), method: 'GET', status: statusOf(index) };
      histogram.observe(labels, secondsOf(index));
    });
}

async function nsPerCall(count: number, call: (index: number) => void): Promise<number> {
  const ms = await cpuMs(() => {
    for (let index = 0; index < count; index++) call(index);
  });
  return (ms * 1e6) / count;
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
