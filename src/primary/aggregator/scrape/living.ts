import { PRIMARY_SLOT } from '../../../shared/model/identity.js';
import type { LivingIncarnation } from '../../protocol/checkpoint.js';

/** The incarnations that live, the primary's own among them: who ought to answer a scrape, and how fresh their values are. */
export class Living {
  /** By number of the incarnation. A checkpoint holds it. */
  readonly all: Map<number, LivingIncarnation>;

  constructor(all = new Map<number, LivingIncarnation>()) {
    this.all = all;
  }

  /** The incarnations that ought to answer a scrape. */
  get expected(): number[] {
    return [...this.all].filter(([, { ready }]) => ready).map(([incarnation]) => incarnation);
  }

  /** The incarnation that has a token. */
  incarnationOf(token: string): number | undefined {
    return [...this.all].find(([, living]) => living.token === token)?.[0];
  }

  /** An incarnation listens: it ought to answer scrapes from now on. */
  ready(incarnation: number): void {
    const living = this.all.get(incarnation);
    if (living) living.ready = true;
  }

  /** Notes when an incarnation took its values. A time in the future counts as now. */
  reported(incarnation: number, takenAt: number, now: number): void {
    const living = this.all.get(incarnation);
    if (living) living.takenAt = Math.min(takenAt, now);
  }

  /** Age in seconds of the values of each slot's newest incarnation, the primary's own among them. */
  ages(now: number): Map<number, number> {
    const ages = new Map<number, number>();
    for (const { slot, takenAt } of this.all.values()) ages.set(slot, Math.max(0, now - takenAt) / 1000);
    return ages;
  }

  /** How many of these incarnations are workers; the primary is none. */
  workersAmong(incarnations: ReadonlySet<number>): number {
    const isWorker = ([incarnation, { slot }]: [number, LivingIncarnation]) =>
      slot !== PRIMARY_SLOT && incarnations.has(incarnation);
    return [...this.all].filter(isWorker).length;
  }
}
