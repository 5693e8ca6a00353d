import { readdirSync, readFileSync, statSync } from 'node:fs';
import { type Source, source } from '../source.js';

/** Open file descriptors, sockets among them, and how many there may be. Linux only. */
export function fileDescriptors(): Source {
  const limit = readLimit();
  return source({
    metrics: {
      process_open_fds: { help: 'Number of open file descriptors.' },
      process_max_fds: { help: 'Maximum number of open file descriptors.' },
    },
    read: () => ({ process_open_fds: countOpen(), process_max_fds: limit }),
  });
}

/** From Linux 6.2 on the folder's size is their number (2 us); before it is 0, and listing them costs 2 us for each. */
function countOpen(): number | undefined {
  // Needs no descriptor itself, so it answers also when none is left.
  const { size } = statSync('/proc/self/fd', { throwIfNoEntry: false }) ?? {};
  if (size === undefined) return undefined;
  // Listing opens one more.
  return size > 0 ? size : readdirSync('/proc/self/fd').length - 1;
}

function readLimit(): number | undefined {
  try {
    const soft = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1];
    return soft === undefined ? undefined : Number(soft);
  } catch {
    // Not Linux.
    return undefined;
  }
}
