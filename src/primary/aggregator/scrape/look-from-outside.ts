import type { ClusterState } from '../merge/cluster-state.js';
import { readFromOutside } from './proc-reader.js';

/** Puts the figures that the kernel has of a worker's process into the state. For a worker that does not answer. */
export function lookFromOutside(state: ClusterState, incarnation: number, pid: number): void {
  for (const { name, labels, value } of readFromOutside(pid)) state.putOutsideValue(incarnation, name, value, labels);
}
