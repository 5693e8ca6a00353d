import { get } from 'node:http';
import { buffer } from 'node:stream/consumers';

/**
 * Gets a page once.
 * @returns the bytes of the answer as they came, and the time it took. Rejects unless the status is 200
 */
export async function scrapePage(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ ms: number; bytes: Buffer }> {
  const start = performance.now();
  const bytes = await new Promise<Buffer>((resolve, reject) => {
    get(url, { headers, agent: false }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`The scrape of ${url} answered ${response.statusCode}`));
      buffer(response).then(resolve, reject);
    }).once('error', reject);
  });
  return { ms: performance.now() - start, bytes };
}

/** Gets a page that may fail: prom-client gives a scrape up after 5 s. Never rejects. */
export async function tryScrape(url: string): Promise<{ ms: number; hasFailed: boolean }> {
  const start = performance.now();
  try {
    await scrapePage(url);
    return { ms: performance.now() - start, hasFailed: false };
  } catch {
    // The figure is that the scrape failed, not why.
    return { ms: performance.now() - start, hasFailed: true };
  }
}

/** The number of failed scrapes, as a note of a row; empty when none failed. */
export function failureNote(library: string, failures: number, scrapes: number): string[] {
  return failures === 0 ? [] : [`${failures} of ${scrapes} scrapes of ${library} failed`];
}
