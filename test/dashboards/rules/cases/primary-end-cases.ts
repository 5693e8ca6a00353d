import { type AlertCase, fires, named, of, type Series, silent } from '../rule-cases.js';

/** When a process says that it started, in each minute; a minute without its answer is `stale`. */
function starts(values: string, worker = 'primary'): Series {
  return { [named('process_start_time_seconds', { worker })]: values };
}

/** Primaries that end, and are started anew by whatever supervises them. */
export const primaryEndCases: readonly AlertCase[] = of(
  'ClusterPrimaryRestarting',
  fires('a primary lives for a minute three times', starts('0+0x9 stale 660 stale 780 stale 900 stale 1020'), 17, {
    labels: { job: 'app', instance: 'a', worker: 'primary' },
    summary: 'a: the primary ends again and again',
    description:
      'The primary of a was started anew at least 4 times in 15 minutes; scrapes do not see every start. Each end of the primary also ends all workers, and resets every request that a worker was answering.',
  }),
  fires('a primary has started three times, and cannot be scraped since', starts('0+0x9 600 660 720 stale'), 15, {
    labels: { job: 'app', instance: 'a', worker: 'primary' },
    summary: 'a: the primary ends again and again',
    description:
      'The primary of a was started anew at least 3 times in 15 minutes; scrapes do not see every start. Each end of the primary also ends all workers, and resets every request that a worker was answering.',
  }),
  silent('the third start was a minute ago', starts('0+0x9 stale 660 stale 780 stale 900 stale'), 16),
  silent('a deploy is undone', starts('0+0x9 stale 660+0x4 stale 1020+0x20'), 21),
  silent('a primary starts every eight minutes', starts('0+0x7 480+0x7 960+0x7 1440+0x7 1920+0x7 2400+0x7'), 45),
  silent('a worker starts again and again', { ...starts('0+0x20'), ...starts('0+60x20', '0') }, 20),
);
