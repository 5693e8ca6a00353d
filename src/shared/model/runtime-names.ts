import { PROM_CLIENT_NAMES } from './prom-client-names.js';

/** The names of the runtime metrics that every process has, without a prefix. */
const ALWAYS: readonly string[] = [
  ...PROM_CLIENT_NAMES,
  'process_page_faults_total',
  'process_context_switches_total',
  'process_uptime_seconds',
  'process_stack_bytes',
  'process_threads',
  'process_container_memory_limit_bytes',
  'process_container_memory_working_set_bytes',
  'process_container_memory_headroom_ratio',
  'nodejs_array_buffers_bytes',
  'nodejs_heap_size_limit_bytes',
  'nodejs_heap_headroom_ratio',
  'nodejs_heap_released_bytes',
  'nodejs_malloced_memory_bytes',
  'nodejs_native_contexts',
  'nodejs_detached_contexts',
  'nodejs_eventloop_active_seconds_total',
  'nodejs_eventloop_idle_seconds_total',
  'nodejs_eventloop_iterations_total',
  'nodejs_eventloop_events_total',
  'nodejs_eventloop_events_waiting',
  'nodejs_component_version_info',
  'nodejs_eventloop_delay_seconds',
  'nodejs_gc_last_timestamp_seconds',
];

/** The names of the further runtime metrics that the option `runtime.allocation` adds. */
const WITH_ALLOCATION: readonly string[] = ['nodejs_heap_allocated_bytes_total', 'nodejs_gc_reclaimed_bytes_total'];

/** The names of the families of runtime metrics under the options of a cluster, also of those without a value on this system. */
export function runtimeNames({ prefix, allocation }: RuntimeNaming): string[] {
  return [...ALWAYS, ...(allocation ? WITH_ALLOCATION : [])].map((name) => prefix + name);
}

/** The two options under `runtime`, which decide how the runtime metrics are named and which there are. */
export interface RuntimeNaming {
  /** The option `runtime.prefix`; `''` for none. */
  readonly prefix: string;
  readonly allocation: boolean;
}
