import { ChangeTracker, type TrackedSeries } from '../../src/shared/tracking/change-tracker.js';
import { changedPlaces, countOf, FAMILIES, familyName, LABEL_NAMES, labelsOf } from './series.js';

/** Workers that all have the same series, as the aggregator sees them: by the frames of their flushes. */
export class Fleet {
  readonly #workers: { readonly tracker: ChangeTracker; readonly series: TrackedSeries[] }[];
  readonly #first: { readonly slot: number; readonly incarnation: number };
  #round = 0;

  /** @param first slot and incarnation of the first worker; each other worker has the next slot and incarnation */
  constructor(workers: number, seriesPerWorker: number, first = { slot: 0, incarnation: 1 }) {
    this.#first = first;
    this.#workers = Array.from({ length: workers }, () => {
      const tracker = new ChangeTracker({ maxSeries: seriesPerWorker });
      return { tracker, series: defineSeries(tracker, seriesPerWorker) };
    });
  }

  /**
   * Changes a share (0 to 1) of the series of each worker, and flushes each worker once.
   * @param isSpread whether other series change in each worker, as when one load is spread over all workers
   * @returns the frames of each worker
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
