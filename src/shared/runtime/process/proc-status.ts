import { type Source, source } from '../families/source.js';
import type { GivenUpFiles } from './given-up-files.js';
import { SmallFileReader } from './small-file-reader.js';

/**
 * The memory and the threads of the process, from `/proc/self/status` (about 10 us, see proc(5)).
 * Where that file cannot be read, as on other systems than Linux, only the resident memory is known.
 */
export function procStatus(files: GivenUpFiles, path = '/proc/self/status'): Source {
  const file = new SmallFileReader();
  return source({
    metrics: {
      process_resident_memory_bytes: { help: 'Resident memory size in bytes.' },
      process_virtual_memory_bytes: { help: 'Virtual memory size in bytes.' },
      process_heap_bytes: { help: 'Process heap size in bytes.' },
      process_stack_bytes: { help: 'Stack of the main thread in bytes.' },
      process_threads: { help: 'Threads of the process, those of the thread pool and of V8 included.' },
    },
    read() {
      const status = isLinux ? files.attempt(path, () => file.read(path)) : undefined;
      return status === undefined ? residentOnly(files) : parseProcStatus(status);
    },
  });
}

const isLinux = process.platform === 'linux';

/** Reads metrics from the text of a process's `status`. A metric is undefined if the text lacks it, as after a process's end. */
export function parseProcStatus(status: string) {
  return {
    process_resident_memory_bytes: bytes(status, 'VmRSS'),
    process_virtual_memory_bytes: bytes(status, 'VmSize'),
    process_heap_bytes: bytes(status, 'VmData'),
    process_stack_bytes: bytes(status, 'VmStk'),
    process_threads: statusField(status, 'Threads'),
  };
}

function residentOnly(files: GivenUpFiles) {
  return {
    // libuv reads the figure from a file, too. It needs no permission for that.
    process_resident_memory_bytes: files.attempt(RESIDENT_PATH, () => process.memoryUsage.rss()),
    process_virtual_memory_bytes: undefined,
    process_heap_bytes: undefined,
    process_stack_bytes: undefined,
    process_threads: undefined,
  };
}

/** The file from which libuv reads the resident memory on Linux. */
export const RESIDENT_PATH = '/proc/self/stat';

/** Reads a size, which the text has in kB, in bytes. */
function bytes(status: string, name: string): number | undefined {
  const kilobytes = statusField(status, name);
  return kilobytes === undefined ? undefined : kilobytes * 1024;
}

/** Reads one number from the text of a process's `status`. */
export function statusField(status: string, name: string): number | undefined {
  const start = status.indexOf(`\n${name}:`);
  return start < 0 ? undefined : Number.parseInt(status.slice(start + name.length + 2), 10);
}
