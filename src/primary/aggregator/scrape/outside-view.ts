import type { ClusterState } from '../merge/cluster-state.js';
import { readFromOutside } from './proc-reader.js';

/** Shows what the kernel knows of a process whose worker does not answer. */
export function lookFromOutside(state: ClusterState, incarnation: number, pid: number): void {
  for (const { name, labels, value } of readFromOutside(pid)) state.overlay(incarnation, name, value, labels);
}
