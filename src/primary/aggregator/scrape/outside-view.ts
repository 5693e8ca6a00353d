import type { ClusterState } from '../cluster-state.js';
import { readFromOutside } from './proc-reader.js';

/** Shows of a worker that does not answer what the kernel knows of its process. */
export function lookFromOutside(state: ClusterState, incarnation: number, pid: number): void {
  for (const { name, labels, value } of readFromOutside(pid)) state.overlay(incarnation, name, [value], labels);
}
