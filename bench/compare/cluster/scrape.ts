/** Time after which a scrape is aborted: more than the 5 s after which the peers give up. */
export const SCRAPE_LIMIT_MS = 7000;

/** Gets a page once, as Prometheus does. Never rejects, and aborts after {@link SCRAPE_LIMIT_MS}. */
export async function scrapeOnce({ url, isOpenMetrics, whyItFailed }: ScrapeRequest): Promise<Scrape> {
  const started = performance.now();
  const accept = isOpenMetrics ? 'application/openmetrics-text;version=1.0.0' : 'text/plain;version=0.0.4';
  try {
    const response = await fetch(url, { headers: { accept }, signal: AbortSignal.timeout(SCRAPE_LIMIT_MS) });
    const text = await response.text();
    const contentType = response.headers.get('content-type') ?? '';
    return { status: response.status, contentType, text, ms: performance.now() - started };
  } catch (error) {
    const text = `had no answer (${await whyItFailed(error)})`;
    return { status: 0, contentType: '', text, ms: performance.now() - started };
  }
}

/** The URL of a page, and the requested format. */
export interface ScrapeRequest {
  readonly url: string;
  readonly isOpenMetrics: boolean;
  /** Finds out why no answer came. */
  readonly whyItFailed: (error: unknown) => Promise<string>;
}

/** The answer to a scrape. */
export interface Scrape {
  /** 0: no answer came, and `text` says why. */
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  readonly ms: number;
}
