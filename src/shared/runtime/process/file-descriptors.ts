import { readdirSync, readFileSync, statSync } from 'node:fs';
import { type Source, source } from '../families/source.js';
import type { GivenUpFiles } from './given-up-files.js';

/** The number of open file descriptors, with sockets, and their maximum number. Linux only, where `/proc` can be read. */
export function fileDescriptors(files: GivenUpFiles): Source {
  let limit: number | undefined;
  let isLimitRead = !isLinux;
  return source({
    metrics: {
      process_open_fds: { help: 'Number of open file descriptors.' },
      process_max_fds: { help: 'Maximum number of open file descriptors.' },
    },
    read() {
      if (!isLimitRead) limit = files.attempt('/proc/self/limits', readLimit);
      isLimitRead = true;
      const open = isLinux ? files.attempt('/proc/self/fd', countOpen) : undefined;
      return { process_open_fds: open, process_max_fds: limit };
    },
  });
}

const isLinux = process.platform === 'linux';

/** Counts open descriptors. From Linux 6.2 on the folder's size is the count (2 us). Before, listing takes 2 us for each. */
function countOpen(): number {
  // `statSync` opens no descriptor, so it also works if no descriptor is left.
  const { size } = statSync('/proc/self/fd');
  // Listing the folder opens one more descriptor.
  return size > 0 ? size : readdirSync('/proc/self/fd').length - 1;
}

function readLimit(): number | undefined {
  const soft = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1];
  return soft === undefined ? undefined : Number(soft);
}
