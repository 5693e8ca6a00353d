import type { SocketAddress } from './socket-messages.js';

/** What a worker is told by its environment when it is forked. */
export interface WorkerAssignment {
  readonly slot: number;
  readonly incarnation: number;
  /** The port to listen on: the one the first worker got, when the options asked for 0. */
  readonly port: number;
  /** Whether the app listens by itself, with SO_REUSEPORT, instead of asking the primary. */
  readonly reusePort: boolean;
  /** Where the aggregator takes its frames. */
  readonly socket: SocketAddress;
}

/** The name of the environment variable that carries a {@link WorkerAssignment} as JSON. Deleted once read. */
export const ASSIGNMENT_VARIABLE = 'PROM_CLUSTER_ASSIGNMENT';

/** Reads what {@link ASSIGNMENT_VARIABLE} carries; undefined when there is none, or it is not ours. */
export function parseAssignment(text: string | undefined): WorkerAssignment | undefined {
  if (text === undefined) return undefined;
  try {
    const assignment: unknown = JSON.parse(text);
    return isAssignment(assignment) ? assignment : undefined;
  } catch {
    // Not JSON: someone else's variable.
    return undefined;
  }
}

function isAssignment(value: unknown): value is WorkerAssignment {
  if (typeof value !== 'object' || value === null) return false;
  const { slot, incarnation, port, reusePort, socket } = value as Partial<Record<keyof WorkerAssignment, unknown>>;
  return [slot, incarnation, port].every(Number.isInteger) && typeof reusePort === 'boolean' && isAddress(socket);
}

function isAddress(value: unknown): value is SocketAddress {
  if (typeof value !== 'object' || value === null) return false;
  const { path, token } = value as Partial<Record<keyof SocketAddress, unknown>>;
  return typeof path === 'string' && typeof token === 'string';
}
