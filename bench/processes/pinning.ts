import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Whether a program can be kept on one core, and there is another one for what puts it under load. */
export function canPin(): boolean {
  return availableParallelism() > 1 && spawnSync('taskset', ['-c', '0,1', 'true']).status === 0;
}

/** The core of an app under load, and that of the load. */
export const CORES = { app: 0, load: 1 } as const;
