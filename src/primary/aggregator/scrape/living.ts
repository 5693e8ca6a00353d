import { PRIMARY_SLOT } from '../../../shared/model/identity.js';
import type { LivingIncarnation } from '../../protocol/checkpoint.js';

/** The living incarnations, the primary's own among them. */
export class Living {
  /** By number; what a checkpoint keeps. */
  readonly all: Map<number, LivingIncarnation>;

  constructor(all = new Map<number, LivingIncarnation>()) {
    this.all = all;
  }

  /** Who ought to answer a scrape. */
  get expected(): number[] {
    return [...this.all].filter(([, { ready }]) => ready).map(([incarnation]) => incarnation);
  }

  /** Whose token it is. */
  incarnationOf(token: string): number | undefined {
    return [...this.all].find(([, living]) => living.token === token)?.[0];
  }

  /** Marks one that listens. */
  ready(incarnation: number): void {
    const living = this.all.get(incarnation);
    if (living) living.ready = true;
  }

  /** Notes how fresh one's values are; a worker's clock cannot run ahead of ours. */
  reported(incarnation: number, takenAt: number, now: number): void {
    const living = this.all.get(incarnation);
    if (living) living.takenAt = Math.min(takenAt, now);
  }

  /** Seconds since each slot's newest incarnation reported; the primary's own among them. */
  ages(now: number): Map<number, number> {
    const ages = new Map<number, number>();
    for (const { slot, takenAt } of this.all.values()) ages.set(slot, Math.max(0, now - takenAt) / 1000);
    return ages;
  }

  /** How many workers are among these; the primary is none. */
  workersAmong(incarnations: ReadonlySet<number>): number {
    const isWorker = ([incarnation, { slot }]: [number, LivingIncarnation]) =>
      slot !== PRIMARY_SLOT && incarnations.has(incarnation);
    return [...this.all].filter(isWorker).length;
  }
}
