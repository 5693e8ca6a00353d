/** The states that a slot can be in. */
export const WORKER_STATES = ['starting', 'ready', 'closing', 'backoff'] as const;

/** One of {@link WORKER_STATES}. */
export type WorkerState = (typeof WORKER_STATES)[number];

/** Why a worker was replaced. */
export const RESTART_REASONS = ['exit', 'crash', 'signal', 'hung', 'reload'] as const;

/** One of {@link RESTART_REASONS}. */
export type RestartReason = (typeof RESTART_REASONS)[number];

/** One slot, as `/workers` and `cluster.workers()` show it. */
export interface WorkerView {
  readonly slot: number;
  /** undefined while no process holds the slot. */
  readonly pid: number | undefined;
  readonly state: WorkerState;
  /** How often the slot was given to a successor. */
  readonly restarts: number;
  /** When the present incarnation was forked, in ms since the epoch. */
  readonly startedAt: number;
}

/** A slot together with what only the metrics page shows of it. */
export interface WorkerStatus extends WorkerView {
  readonly restartsByReason: Readonly<Record<RestartReason, number>>;
}
