import { type Source, source } from '../families/source.js';

/** When the process started, and how long it has run. The start is in whole seconds, as in prom-client, and never changes. */
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
