/** The state of one slot, as `/workers` and `cluster.workers()` show it. */
export interface WorkerView {
  readonly slot: number;
  /** undefined while no process runs in the slot. */
  readonly pid: number | undefined;
  readonly state: WorkerState;
  /** How many times a worker of the slot was replaced. */
  readonly restarts: number;
  /** When the slot's present incarnation was forked, in ms since the epoch. */
  readonly startedAt: number;
}

/** The state of one slot, with the counts that only the metrics page shows. */
export interface WorkerStatus extends WorkerView {
  readonly restartsByReason: Readonly<Record<RestartReason, number>>;
}

/** States that a slot can be in. */
export const WORKER_STATES = ['starting', 'ready', 'closing', 'backoff'] as const;

/** One of {@link WORKER_STATES}. */
export type WorkerState = (typeof WORKER_STATES)[number];

/** Reasons for which a worker is replaced. */
export const RESTART_REASONS = ['exit', 'crash', 'signal', 'hung', 'reload'] as const;

/** One of {@link RESTART_REASONS}. */
export type RestartReason = (typeof RESTART_REASONS)[number];
