import type { Row } from './row.js';

/**
 * The goals of this library's performance: what is limited, in words. The limit itself stands where the row is measured.
 * docs/performance.md shows all goals in its table "How fast", with what was measured.
 */
export const GOALS = {
  record: 'record one request (count, duration, two sizes, in-flight)',
  cpuPerRequest: 'CPU per request over a bare `http` server',
  mainLoop: "primary's main loop per scrape, 16 workers x 10,000 series",
  scrape: "scrape of 10,000 merged series, aggregator's CPU",
  growth: 'growth of a scrape with workers, 4 -> 64, same merged series',
  bytes: 'bytes from a worker per flush, 10,000 series, 1 % changed',
  connections: 'new-connection p99 while scraping, 16 x 10,000',
  restarts: 'memory after 1,000 worker restarts',
} as const;

/** The row of a goal. Its `params` are the sizes that were really measured, which are smaller in a quick run. */
export function goalRow(
  of: keyof typeof GOALS,
  { isMet, ...row }: Omit<Row, 'group' | 'name' | 'isMet' | 'ours'> & { ours: number; goal: string; isMet: boolean },
): Row {
  return { group: 'goals', name: GOALS[of], ...row, isMet };
}
