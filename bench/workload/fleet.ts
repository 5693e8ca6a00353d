import { ChangeTracker, type TrackedSeries } from '../../src/shared/tracking/change-tracker.js';
import type { PeerClient } from '../peers/peers.js';
import { AppSeries, changedPlaces, countOf, FAMILIES, familyName, LABEL_NAMES, labelsOf } from './series.js';

/** Workers that all have the same series, so many each, as what they send: frames. */
export class Fleet {
  readonly #workers: { readonly tracker: ChangeTracker; readonly series: TrackedSeries[] }[];
  readonly #first: { readonly slot: number; readonly incarnation: number };
  #round = 0;

  /** @param first who the first worker is; the others follow */
  constructor(workers: number, seriesPerWorker: number, first = { slot: 0, incarnation: 1 }) {
    this.#first = first;
    this.#workers = Array.from({ length: workers }, () => {
      const tracker = new ChangeTracker({ maxSeries: seriesPerWorker });
      return { tracker, series: defineSeries(tracker, seriesPerWorker) };
    });
  }

  /**
   * One flush of each worker, in which so much of its series (0 to 1) has a new value.
   * @param isSpread other ones in each worker, as when one load is spread over all; else the same ones in all
   */
  flush(share: number, isSpread = false): Uint8Array[][] {
    this.#round++;
    return this.#workers.map(({ tracker, series }, index) => {
      const round = this.#round + (isSpread ? index : 0);
      for (const at of changedPlaces(series.length, share, round)) {
        const one = series[at];
        if (one) tracker.set(one, [countOf(at, this.#round)]);
      }
      const { slot, incarnation } = this.#first;
      return tracker.take({ slot: slot + index, incarnation: incarnation + index }, 0, Date.now());
    });
  }
}

/** What each worker sends with a peer: JSON. */
export async function peerMessages(client: PeerClient, workers: number, seriesPerWorker: number): Promise<string[]> {
  const registry = new client.Registry();
  const app = new AppSeries(client, registry, seriesPerWorker);
  const messages: string[] = [];
  for (let worker = 0; worker < workers; worker++) {
    app.change(1);
    messages.push(JSON.stringify({ type: 'metrics', metrics: [await registry.getMetricsAsJSON()] }));
  }
  return messages;
}

/** What a peer's cluster mode does with the workers' answers, from their text to the page. */
export async function peerScrape(client: PeerClient, messages: readonly string[]): Promise<void> {
  const answers = messages.flatMap((text) => (JSON.parse(text) as { metrics: object[] }).metrics);
  Buffer.from(await client.AggregatorRegistry.aggregate(answers).metrics());
}

function defineSeries(tracker: ChangeTracker, count: number): TrackedSeries[] {
  const families = Array.from({ length: FAMILIES }, (_, family) =>
    tracker.family({
      name: familyName(family),
      help: familyName(family),
      type: 'counter',
      aggregator: 'sum',
      scope: 'merged',
      labelNames: LABEL_NAMES,
      bounds: [],
    }),
  );
  return Array.from({ length: count }, (_, at) => {
    const family = families[at % FAMILIES];
    const series = family && tracker.series(family, Object.entries(labelsOf(at)));
    if (!series) throw new Error('Expected the tracker to take every series');
    return series;
  });
}
