import { get } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** One GET of a page. @returns its bytes as they came, and how long it took, in ms. Throws unless the answer is 200 */
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

/** The same for a page that may fail: prom-client gives a scrape up after 5 s. @returns how long it took, in ms */
export async function tryScrape(url: string): Promise<{ ms: number; hasFailed: boolean }> {
  const start = performance.now();
  try {
    await scrapePage(url);
    return { ms: performance.now() - start, hasFailed: false };
  } catch {
    // What went wrong is the page's matter: that it did is the figure.
    return { ms: performance.now() - start, hasFailed: true };
  }
}

/** Says how many scrapes failed; empty when none did. */
export function failureNote(library: string, failures: number, scrapes: number): string[] {
  return failures === 0 ? [] : [`${failures} of ${scrapes} scrapes of ${library} failed`];
}
