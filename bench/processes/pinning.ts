import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Whether a program can be kept on one core while its load runs on another core. */
export function canPin(): boolean {
  return availableParallelism() > 1 && spawnSync('taskset', ['-c', '0,1', 'true']).status === 0;
}

/** The core of an app under load, and the core of the load. */
export const CORES = { app: 0, load: 1 } as const;
