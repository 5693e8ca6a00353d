import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';
import { source } from '../families/source.js';
import type { GivenUpFiles } from '../process/given-up-files.js';
import { RESIDENT_PATH } from '../process/proc-status.js';

/**
 * V8's heap as a whole, from `v8.getHeapStatistics()`, and the memory outside the heap, from `process.memoryUsage()`. Both
 * together take 5 us.
 */
export function heap(files: GivenUpFiles) {
  return source({
    metrics: {
      nodejs_heap_size_total_bytes: { help: 'Process heap size from Node.js in bytes.' },
      nodejs_heap_size_used_bytes: { help: 'Process heap size used from Node.js in bytes.' },
      nodejs_external_memory_bytes: { help: 'Node.js external memory size in bytes.' },
      nodejs_array_buffers_bytes: { help: 'Memory of array buffers and Buffers, part of external memory.' },
      nodejs_heap_size_limit_bytes: { help: 'Size at which V8 gives up with an out-of-memory error.' },
      nodejs_heap_headroom_ratio: { help: 'Part of the heap limit that is not in use, 0 to 1.' },
      nodejs_heap_released_bytes: {
        help: 'Heap that V8 has reserved but not taken from the system: total less physical.',
      },
      nodejs_malloced_memory_bytes: { help: 'Memory that V8 itself has allocated outside its heap.' },
      nodejs_native_contexts: { help: 'Top-level V8 contexts; a number that grows hints at a leak.' },
      nodejs_detached_contexts: { help: 'Contexts that were left and are not collected yet; above 0 hints at a leak.' },
    },
    read() {
      const statistics = getHeapStatistics();
      // Without `/proc` the function throws, because it reads the resident memory as well.
      const { external, arrayBuffers } = files.attempt(RESIDENT_PATH, () => process.memoryUsage()) ?? {};
      const { total_heap_size: total, used_heap_size: used, heap_size_limit: limit } = statistics;
      return {
        nodejs_heap_size_total_bytes: total,
        nodejs_heap_size_used_bytes: used,
        nodejs_external_memory_bytes: external ?? statistics.external_memory,
        nodejs_array_buffers_bytes: arrayBuffers,
        nodejs_heap_size_limit_bytes: limit,
        nodejs_heap_headroom_ratio: Math.max(0, 1 - used / limit),
        nodejs_heap_released_bytes: Math.max(0, total - statistics.total_physical_size),
        nodejs_malloced_memory_bytes: statistics.malloced_memory,
        nodejs_native_contexts: statistics.number_of_native_contexts,
        nodejs_detached_contexts: statistics.number_of_detached_contexts,
      };
    },
  });
}

/** The spaces of the heap, from `v8.getHeapSpaceStatistics()` (2 to 9 us). The version of Node decides which spaces exist. */
export const heapSpaces = source({
  metrics: {
    nodejs_heap_space_size_total_bytes: {
      help: 'Process heap space size total from Node.js in bytes.',
      label: 'space',
    },
    nodejs_heap_space_size_used_bytes: { help: 'Process heap space size used from Node.js in bytes.', label: 'space' },
    nodejs_heap_space_size_available_bytes: {
      help: 'Process heap space size available from Node.js in bytes.',
      label: 'space',
    },
  },
  read() {
    const sizes = new Map<string, number>();
    const used = new Map<string, number>();
    const available = new Map<string, number>();
    for (const space of getHeapSpaceStatistics()) {
      const name = space.space_name.replace(/_space$/, '');
      sizes.set(name, space.space_size);
      used.set(name, space.space_used_size);
      available.set(name, space.space_available_size);
    }
    return {
      nodejs_heap_space_size_total_bytes: sizes,
      nodejs_heap_space_size_used_bytes: used,
      nodejs_heap_space_size_available_bytes: available,
    };
  },
});
