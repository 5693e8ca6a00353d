/** The whole knowledge of the aggregator thread after one entry of the journal. After a crash the next thread starts from it. */
export interface Checkpoint {
  /** The merged numbers. Opaque to the main loop, because the time to read them would grow with the number of series. */
  readonly state: Uint8Array<ArrayBuffer>;
  /** The living incarnations by number. */
  readonly living: Map<number, LivingIncarnation>;
}

/** One living incarnation as the aggregator knows it, without its metrics. */
export interface LivingIncarnation {
  readonly slot: number;
  readonly pid: number;
  /** The token by which the worker is recognised when it connects; undefined for the primary, which does not connect. */
  readonly token: string | undefined;
  /** Whether a scrape waits for this incarnation's answer. */
  ready: boolean;
  /** When the values of the incarnation's last frame were taken, in ms, by `monotonicMs`. */
  takenAt: number;
}
