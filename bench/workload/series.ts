import type { PeerClient } from '../peers/peers.js';

/** Number of families that the series of the benchmark are spread over. */
export const FAMILIES = 10;

/** Label names of every family. */
export const LABEL_NAMES = ['endpoint', 'method', 'status'] as const;

/** The labels of one series. */
export type SeriesLabels = Record<(typeof LABEL_NAMES)[number], string>;

/** Name of a family, by its number. */
export function familyName(family: number): string {
  return `shop_business_things_${family}_total`;
}

/** Labels of a series, by its number. */
export function labelsOf(at: number): SeriesLabels {
  return { endpoint: `/api/v1/things/${at}/:id`, method: 'GET', status: '200' };
}

/**
 * Value of a series after a round; it only grows. Every fifth value is no integer, as sums of seconds are: such a value
 * is longer on the wire.
 */
export function countOf(at: number, round: number): number {
  const value = at + round * 1000;
  return at % 5 === 0 ? value + 1 / 3 : value;
}

/** Positions of a share (0 to 1) of all series, spread evenly. The next round has other positions. */
export function* changedPlaces(count: number, share: number, round: number): Generator<number> {
  if (share === 0) return;
  const step = Math.round(1 / share);
  for (let at = round % step; at < count; at += step) yield at;
}

/** The series of an app: counters in a registry of prom-client or of another peer. */
export class AppSeries {
  readonly #counters;
  readonly #labels: SeriesLabels[] = [];
  #round = 0;

  constructor({ Counter }: Pick<PeerClient, 'Counter'>, registry: InstanceType<PeerClient['Registry']>, count: number) {
    this.#counters = Array.from({ length: FAMILIES }, (_, family) => {
      const name = familyName(family);
      return new Counter({ name, help: name, labelNames: LABEL_NAMES, registers: [registry] });
    });
    this.grow(count);
  }

  get count(): number {
    return this.#labels.length;
  }

  /** Adds series until `count` exist, and gives every series a new value. */
  grow(count: number): void {
    while (this.#labels.length < count) this.#labels.push(labelsOf(this.#labels.length));
    this.change(1);
  }

  /** Gives a share of the series (0 to 1) a new value. */
  change(share: number): void {
    this.#round++;
    for (const at of changedPlaces(this.#labels.length, share, this.#round)) {
      const labels = this.#labels[at];
      if (labels) this.#counters[at % FAMILIES]?.inc(labels, at % 5 === 0 ? 1 / 3 : 1);
    }
  }
}
