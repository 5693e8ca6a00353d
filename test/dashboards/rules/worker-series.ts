import { gauge, named, type Phase, type Series } from './rule-cases.js';

/** One series for each worker, from slot 0 on. */
export function bySlot(name: string, values: readonly string[]): Series {
  return Object.fromEntries(values.map((series, slot) => [named(name, { worker: `${slot}` }), series]));
}

/** Whether each worker serves. */
export function workersUp(...workers: readonly (readonly Phase[])[]): Series {
  return bySlot(
    'cluster_worker_up',
    workers.map((phases) => gauge(...phases)),
  );
}

/** The age of the values of each worker. */
export function snapshotAges(...workers: readonly (readonly Phase[])[]): Series {
  return bySlot(
    'cluster_worker_snapshot_age_seconds',
    workers.map((phases) => gauge(...phases)),
  );
}
