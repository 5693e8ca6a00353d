import os from 'node:os';
import type { RestartReason } from '../protocol/worker-view.js';

/** The reason under which the restart of a worker counts, by the way in which its process ended. */
export function restartReason({ code, signal }: WorkerExit): Exclude<RestartReason, 'hung' | 'reload'> {
  if (signal !== null || signalOfCode(code) !== undefined) return 'signal';
  return code === 0 ? 'exit' : 'crash';
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

/** The signal that an exit code stands for: by convention, a process that handles signal n ends with the code 128 + n. */
function signalOfCode(code: number | null): string | undefined {
  if (code === null) return undefined;
  return Object.entries(os.constants.signals).find(([, number]) => number === code - 128)?.[0];
}
