import { AggregatorRegistry } from 'prom-client';
import { ClusterState } from '../src/primary/aggregator/cluster-state.js';
import { decodeFrame } from '../src/shared/frame.js';
import { Fleet, peerMessages } from './fleet.js';
import { type Effort, type Result, result } from './result.js';
import { cpuMs, interleave, median, settle } from './rounds.js';

const ALL = 1;
const FEW = 0.01;
const WARM_UP_SCRAPES = 5;

/** The aggregator's CPU time for one scrape: every worker's frames decoded and merged, and the page rendered. */
export async function measureMerge({ rounds, scrapes, workers, seriesPerWorker }: Effort): Promise<Result[]> {
  const fleet = new Fleet(workers, seriesPerWorker);
  const state = new ClusterState({ maxSeries: 250_000, onNote: () => undefined });
  for (let slot = 0; slot < workers; slot++) state.begin(slot + 1, slot);
  scrape(state, fleet.flush(ALL));
  const messages = await peerMessages(workers, seriesPerWorker);
  let bytes = 0;
  const costs = await interleave(rounds, {
    all: () => ours(ALL),
    peer: () => cpuMs(() => peerScrape(messages)),
    few: () => ours(FEW),
  });
  const peer = median(costs.peer);
  const size = `${seriesPerWorker} merged series, ${workers} workers`;
  return [
    result(`scrape of ${size}, all changed`, 'ms', { ours: median(costs.all), peer }, '< 10 ms', (ms) => ms < 10),
    result(`scrape of ${size}, 1 % changed`, 'ms', { ours: median(costs.few), peer }, '< 3 ms', (ms) => ms < 3),
    result(
      `bytes per flush, ${seriesPerWorker} series, 1 % changed`,
      'B',
      { ours: bytes, peer: Buffer.byteLength(messages[0] ?? '') },
      '< 5 KB',
      (count) => count < 5000,
    ),
  ];

  /** The mean of some scrapes, so that each pays its part of the garbage; the first ones compile again what settling flushed. */
  async function ours(share: number): Promise<number> {
    await settle();
    let ms = 0;
    for (let done = -WARM_UP_SCRAPES; done < scrapes; done++) {
      const frames = fleet.flush(share);
      bytes = frames[0]?.reduce((sum, frame) => sum + frame.byteLength, 0) ?? 0;
      const cost = await cpuMs(() => scrape(state, frames));
      if (done >= 0) ms += cost;
    }
    return ms / scrapes;
  }
}

function scrape(state: ClusterState, frames: readonly (readonly Uint8Array[])[]): void {
  for (const bytes of frames.flat()) {
    const decoded = decodeFrame(bytes);
    if ('rejected' in decoded || state.apply(decoded.frame) !== 'applied')
      throw new Error('Expected every frame to be merged');
  }
  // The page's bytes, since a string of parts costs nothing until it is written.
  Buffer.from(state.render());
}

/** What prom-client's cluster mode does with the workers' answers, from their text to the page. */
export async function peerScrape(messages: readonly string[]): Promise<void> {
  const answers = messages.flatMap((text) => (JSON.parse(text) as { metrics: object[] }).metrics);
  Buffer.from(await AggregatorRegistry.aggregate(answers).metrics());
}
