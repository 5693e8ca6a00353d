import os from 'node:os';
import type { RestartReason } from '../protocol/worker-view.js';

/** The reason under which the restart of a worker counts, by the way in which its process ended. */
export function restartReason({ code, signal }: WorkerExit): Exclude<RestartReason, 'hung' | 'reload'> {
  if (signal !== null || signalOfCode(code) !== undefined) return 'signal';
  return code === 0 ? 'exit' : 'crash';
}

/** The reason under which the restart counts of a worker that has ended, unless a reload had asked for that end. */
export function reasonOf({ killedAs, exit = NO_EXIT }: EndedWorker): Exclude<RestartReason, 'reload'> {
  return killedAs === 'hung' ? 'hung' : restartReason(exit);
}

/** How a worker ended, in words for the log. */
export function describeEnd({ killedAs, exit = NO_EXIT }: EndedWorker): string {
  const words = describeExit(exit);
  return killedAs === 'overdue' && exit.signal === 'SIGKILL' ? `${words}, because it had not ended in time` : words;
}

/** What is known of the end of a worker's process. */
export interface EndedWorker {
  /** Why the primary has killed the process: it did not answer, or it began to close and had not ended in time. */
  readonly killedAs: 'hung' | 'overdue' | undefined;
  readonly exit: WorkerExit | undefined;
}

/** How a process ended, in words for the log and for errors. */
export function describeExit({ code, signal }: WorkerExit): string {
  const name = signal ?? signalOfCode(code);
  if (name !== undefined) return name;
  return code === null ? 'it could not be forked' : `exit code ${code}`;
}

/** How a process ended. Both values are null when the process could not be spawned. */
export interface WorkerExit {
  readonly code: number | null;
  readonly signal: string | null;
}

const NO_EXIT: WorkerExit = { code: null, signal: null };

/** The signal that an exit code stands for: by convention, a process that handles signal n ends with the code 128 + n. */
function signalOfCode(code: number | null): string | undefined {
  if (code === null) return undefined;
  return Object.entries(os.constants.signals).find(([, number]) => number === code - 128)?.[0];
}
