import { setTimeout as delay } from 'node:timers/promises';
import type { Fixture } from '../fixture.js';
import { nameOf, type Page, parsePage, parseTypes } from './scraped-page.js';

/** Families whose label values come up as the runtime meets them: kinds of collections, of handles, of requests. */
const GROWING = /^nodejs_(gc_duration_seconds|active_(handles|requests|resources))/;

const PAUSE_MS = 20;

/** Looks at one page after another, and says what must not happen between two. */
export class PageWatch {
  /** Counters, buckets, sums and counts that went down, or away. */
  readonly falls: string[] = [];
  /** Series that an earlier page did not have. */
  readonly newcomers = new Set<string>();
  pages = 0;
  readonly #known = new Set<string>();
  readonly #cumulative = new Map<string, number>();

  /** Takes the next page. */
  see(text: string): Page {
    const page = parsePage(text);
    const types = parseTypes(text);
    for (const [series, before] of this.#cumulative) {
      const after = page.get(series);
      if (after === undefined || after < before) this.falls.push(`${series}: ${before}, then ${after}`);
    }
    for (const [series, value] of page) {
      if (this.pages > 0 && !this.#known.has(series) && !GROWING.test(series)) this.newcomers.add(series);
      this.#known.add(series);
      if (isCumulative(nameOf(series), types)) this.#cumulative.set(series, value);
    }
    this.pages++;
    return page;
  }

  /** Scrapes one time after another until it is stopped. @returns the function that stops it; rejects when a scrape failed */
  follow(fixture: Fixture): () => Promise<void> {
    let isStopped = false;
    const following = (async () => {
      while (!isStopped) {
        this.see(await fixture.scrapeText());
        // Without a pause this process and the aggregator would take the cores from the workers that start.
        await delay(PAUSE_MS);
      }
    })();
    // The failure is told to whoever stops it.
    following.catch(() => undefined);
    return () => {
      isStopped = true;
      return following;
    };
  }
}

function isCumulative(name: string, types: ReadonlyMap<string, string>): boolean {
  const type = types.get(name) ?? types.get(name.replace(/_(bucket|sum|count)$/, ''));
  // A summary's quantiles, which stand under its own name, go up and down.
  return type === 'counter' || type === 'histogram' || (type === 'summary' && !types.has(name));
}
