/** The latest process of each slot among the lines that the processes of a cluster printed, by slot. */
export function latestWorkers(heard: readonly Words[]): WorkerProcess[] {
  const latest = new Map<number, WorkerProcess>();
  for (const { slot, pid, port } of heard) {
    if (typeof slot !== 'number' || typeof pid !== 'number' || typeof port !== 'number') continue;
    latest.set(slot, { slot, pid, port });
  }
  return [...latest.values()].sort((left, right) => left.slot - right.slot);
}

/** One line that a process printed for the driver. */
export type Words = Readonly<Record<string, unknown>>;

/** A worker as it announced itself. */
export interface WorkerProcess {
  readonly slot: number;
  readonly pid: number;
  readonly port: number;
}
