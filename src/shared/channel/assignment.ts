import { property } from '../basics/unknown-values.js';
import type { SocketAddress } from './socket-messages.js';

/** The assignment of a new worker: its slot, and where it listens and sends its frames. It comes in the environment. */
export interface WorkerAssignment {
  readonly slot: number;
  readonly incarnation: number;
  /** The app's port. If the options leave the choice of the port open, this is the port that the first worker got. */
  readonly port: number;
  /** Whether the app listens by itself, with SO_REUSEPORT, and not through the primary. */
  readonly reusePort: boolean;
  /** The socket to which the worker sends its frames. */
  readonly socket: SocketAddress;
}

/** Name of the environment variable that carries a {@link WorkerAssignment} as JSON. The worker deletes it after reading. */
export const ASSIGNMENT_VARIABLE = 'PROM_CLUSTER_ASSIGNMENT';

/** Reads the value of {@link ASSIGNMENT_VARIABLE}. Returns undefined if there is no value, or if it is not an assignment. */
export function parseAssignment(text: string | undefined): WorkerAssignment | undefined {
  if (text === undefined) return undefined;
  try {
    const assignment: unknown = JSON.parse(text);
    return isAssignment(assignment) ? assignment : undefined;
  } catch {
    // Not JSON: another program has set a variable of this name.
    return undefined;
  }
}

function isAssignment(value: unknown): value is WorkerAssignment {
  return (
    Number.isInteger(property(value, 'slot')) &&
    Number.isInteger(property(value, 'incarnation')) &&
    Number.isInteger(property(value, 'port')) &&
    typeof property(value, 'reusePort') === 'boolean' &&
    isSocketAddress(property(value, 'socket'))
  );
}

function isSocketAddress(value: unknown): value is SocketAddress {
  return typeof property(value, 'path') === 'string' && typeof property(value, 'token') === 'string';
}
