import { Counter, Registry } from 'prom-client';
import { ChangeTracker, type TrackedSeries } from '../src/shared/change-tracker.js';

const FAMILIES = 10;

/** Workers that all have the same series, so many each, as what they send: frames of ours and prom-client's JSON. */
export class Fleet {
  readonly #workers: { readonly tracker: ChangeTracker; readonly series: TrackedSeries[] }[];
  #round = 0;

  constructor(workers: number, seriesPerWorker: number) {
    this.#workers = Array.from({ length: workers }, () => {
      const tracker = new ChangeTracker({ maxSeries: seriesPerWorker });
      return { tracker, series: defineSeries(tracker, seriesPerWorker) };
    });
  }

  /** One flush of each worker, in which so much of its series (0 to 1, the same ones in all workers) has a new value. */
  flush(share: number): Uint8Array[][] {
    this.#round++;
    return this.#workers.map(({ tracker, series }, slot) => {
      const step = Math.round(1 / share);
      for (let at = this.#round % step; at < series.length; at += step) {
        const one = series[at];
        if (one) tracker.set(one, [countOf(at, this.#round)]);
      }
      return tracker.take({ slot, incarnation: slot + 1 }, 0, Date.now());
    });
  }
}

/** What each worker sends with prom-client. */
export async function peerMessages(workers: number, seriesPerWorker: number): Promise<string[]> {
  const registry = new Registry();
  const counters = Array.from({ length: FAMILIES }, (_, family) => {
    const name = familyName(family);
    return new Counter({ name, help: name, labelNames: ['endpoint', 'method', 'status'], registers: [registry] });
  });
  const messages: string[] = [];
  for (let worker = 0; worker < workers; worker++) {
    for (let at = 0; at < seriesPerWorker; at++) {
      counters[at % FAMILIES]?.inc(Object.fromEntries(labelsOf(at)), countOf(at, 1));
    }
    messages.push(JSON.stringify({ type: 'metrics', metrics: [await registry.getMetricsAsJSON()] }));
  }
  return messages;
}

function defineSeries(tracker: ChangeTracker, count: number): TrackedSeries[] {
  const families = Array.from({ length: FAMILIES }, (_, family) =>
    tracker.family({
      name: familyName(family),
      help: familyName(family),
      type: 'counter',
      aggregator: 'sum',
      scope: 'merged',
      labelNames: ['endpoint', 'method', 'status'],
      bounds: [],
    }),
  );
  return Array.from({ length: count }, (_, at) => {
    const family = families[at % FAMILIES];
    const series = family && tracker.series(family, labelsOf(at));
    if (!series) throw new Error('Expected the tracker to take every series');
    return series;
  });
}

function familyName(family: number): string {
  return `shop_business_things_${family}_total`;
}

function labelsOf(at: number): [string, string][] {
  return [
    ['endpoint', `/api/v1/things/${at}/:id`],
    ['method', 'GET'],
    ['status', '200'],
  ];
}

/** Only ever grows; sums of seconds and the like are no integers, and longer on the wire. */
function countOf(at: number, round: number): number {
  const value = at + round * 1000;
  return at % 5 === 0 ? value + 1 / 3 : value;
}
