import type { IncomingHttpHeaders } from 'node:http';

/**
 * The time for which a scraper says that it waits for the page, in ms. Prometheus and vmagent send it in seconds, such as `10` or
 * `0.2`. undefined if the header is missing or is no number above 0.
 */
export function statedTimeoutMs(headers: IncomingHttpHeaders): number | undefined {
  const stated = headers['x-prometheus-scrape-timeout-seconds'];
  const seconds = typeof stated === 'string' && /^[\d.]+$/.test(stated) ? Number(stated) : Number.NaN;
  return seconds > 0 && Number.isFinite(seconds) ? seconds * 1000 : undefined;
}
