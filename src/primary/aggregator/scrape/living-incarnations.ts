import { PRIMARY_SLOT } from '../../../shared/model/identity.js';
import type { LivingIncarnation } from '../../protocol/checkpoint.js';

/** The living incarnations, including the primary's: which of them have to answer a scrape, and how old their values are. */
export class LivingIncarnations {
  /** The living incarnations by number. A checkpoint holds this map. */
  readonly all: Map<number, LivingIncarnation>;

  constructor(all = new Map<number, LivingIncarnation>()) {
    this.all = all;
  }

  /** The incarnations that have to answer a scrape. */
  get expected(): number[] {
    return [...this.all].filter(([, { ready }]) => ready).map(([incarnation]) => incarnation);
  }

  /** The incarnation with this token. */
  incarnationOf(token: string): number | undefined {
    return [...this.all].find(([, living]) => living.token === token)?.[0];
  }

  /** Notes that an incarnation is ready. It has to answer scrapes from now on. */
  ready(incarnation: number): void {
    const living = this.all.get(incarnation);
    if (living) living.ready = true;
  }

  /** Notes when the values of an incarnation were read, in ms, by `monotonicMs`. A time in the future counts as now. */
  reported(incarnation: number, takenAt: number, now: number): void {
    const living = this.all.get(incarnation);
    if (living) living.takenAt = Math.min(takenAt, now);
  }

  /** Age of the values of each slot's newest incarnation, in seconds, by slot. The primary has an age too. @param now as `monotonicMs` says */
  ages(now: number): Map<number, number> {
    const ages = new Map<number, number>();
    for (const { slot, takenAt } of this.all.values()) ages.set(slot, Math.max(0, now - takenAt) / 1000);
    return ages;
  }

  /** Counts the workers among these incarnations. The primary is no worker. */
  workersAmong(incarnations: ReadonlySet<number>): number {
    const isWorker = ([incarnation, { slot }]: [number, LivingIncarnation]) =>
      slot !== PRIMARY_SLOT && incarnations.has(incarnation);
    return [...this.all].filter(isWorker).length;
  }
}
