/** What the aggregator knows of one living incarnation, beside its values. */
export interface LivingIncarnation {
  readonly slot: number;
  readonly pid: number;
  readonly token: string | undefined;
  /** Whether it ought to answer a scrape. */
  ready: boolean;
  /** When the values of its last frame were taken, in ms since the epoch. */
  takenAt: number;
}
