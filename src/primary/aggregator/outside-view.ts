import type { ClusterState } from './cluster-state.js';
import { readProcessUsage } from './proc-reader.js';

/** Shows of a worker that does not answer what the kernel knows of its process. */
export function lookFromOutside(state: ClusterState, incarnation: number, pid: number): void {
  const usage = readProcessUsage(pid);
  if (!usage) return;
  state.overlay(incarnation, 'process_cpu_user_seconds_total', [usage.userSeconds]);
  state.overlay(incarnation, 'process_cpu_system_seconds_total', [usage.systemSeconds]);
  state.overlay(incarnation, 'process_cpu_seconds_total', [usage.userSeconds + usage.systemSeconds]);
  state.overlay(incarnation, 'process_resident_memory_bytes', [usage.residentBytes]);
  state.overlay(incarnation, 'process_virtual_memory_bytes', [usage.virtualBytes]);
}
