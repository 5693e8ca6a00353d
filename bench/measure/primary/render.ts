import { AggregatedFamilies } from '../../../src/primary/aggregator/expose/aggregated-families.js';
import { TextPage } from '../../../src/primary/aggregator/expose/text/text-page.js';
import { ClusterState } from '../../../src/primary/aggregator/merge/cluster-state.js';
import { decodeFrame, FrameUpdates } from '../../../src/shared/frame/frame.js';
import { cpuMs } from '../../costs/cpu-time.js';
import type { Effort } from '../../costs/measurement.js';
import { medians } from '../../costs/quantiles.js';
import { interleave, type Measure } from '../../costs/rounds.js';
import { ClientGolang } from '../../peers/client-golang.js';
import { loadPeers } from '../../peers/peers.js';
import { peerFigures, type Row } from '../../report/row.js';
import { Fleet } from '../../workload/fleet.js';
import { AppSeries } from '../../workload/series.js';

const EFFORT = { full: { rounds: 15, series: 10_000 }, quick: { rounds: 2, series: 100 } };

/** Measures the page of one process after all values have changed: rendering alone, which every client library does. */
export async function measureRender(effort: Effort): Promise<Row[]> {
  const { rounds, series } = EFFORT[effort];
  const golang = ClientGolang.start(effort);
  const works: Record<string, Measure> = { ours: oursMs(series) };
  for (const [name, client] of await loadPeers()) {
    const registry = new client.Registry();
    const app = new AppSeries(client, registry, series);
    works[name] = () => {
      app.change(1);
      return cpuMs(async () => void Buffer.from(await registry.metrics()));
    };
  }
  if (golang) works['client_golang'] = async () => (await golang.cpuNs('render', series)) / 1e6;
  try {
    const { ours = Number.NaN, ...peers } = medians(await interleave(rounds, works));
    const name = 'render the page of one process, all values changed';
    return [{ group: 'merge', name, unit: 'ms', params: { series }, ours, peers: peerFigures(peers) }];
  } finally {
    await golang?.close();
  }
}

function oursMs(series: number): Measure {
  const fleet = new Fleet(1, series);
  const state = new ClusterState({ maxSeries: series, onNote: () => undefined });
  const page = new TextPage(state, new AggregatedFamilies(state));
  state.begin(1, 0);
  const updates = new FrameUpdates();
  return () => {
    for (const bytes of fleet.flush(1).flat()) {
      const decoded = decodeFrame(bytes, updates);
      if ('frame' in decoded) state.apply(decoded.frame);
    }
    return cpuMs(() => void page.render());
  };
}
