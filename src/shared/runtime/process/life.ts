import { type Source, source } from '../source.js';

/** Since when the process runs. The start is in whole seconds, as prom-client has it, and does not move with the clock. */
export function life(): Source {
  const startSeconds = Math.round(Date.now() / 1000 - process.uptime());
  return source({
    metrics: {
      process_start_time_seconds: { help: 'Start time of the process since unix epoch in seconds.' },
      process_uptime_seconds: { help: 'Time since the process was started.' },
    },
    read: () => ({ process_start_time_seconds: startSeconds, process_uptime_seconds: process.uptime() }),
  });
}
