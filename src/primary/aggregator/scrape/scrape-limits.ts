/**
 * Divides the time for which a client waits for the page among those for whom the scrape waits. An incomplete page in time is worth
 * more to the client than a whole one that comes too late. So a part of the time is left to render the page, and to send it.
 * @param timeoutMs how long the client waits, in ms. undefined if it did not say
 */
export function scrapeLimits(timeoutMs: number | undefined): ScrapeLimits {
  if (timeoutMs === undefined) return { workersMs: undefined, aggregatorsMs: undefined };
  // A timer takes 1 ms at least.
  return { workersMs: Math.max(1, timeoutMs * 0.5), aggregatorsMs: Math.max(1, timeoutMs * 0.25) };
}

/** The limits of a scrape whose client says how long it waits. undefined leaves `scrapeTimeoutMs` as the only limit. */
export interface ScrapeLimits {
  /** Maximum time for the workers to answer, in ms. */
  readonly workersMs: number | undefined;
  /** Maximum time for the aggregators of the app, in ms. */
  readonly aggregatorsMs: number | undefined;
}
