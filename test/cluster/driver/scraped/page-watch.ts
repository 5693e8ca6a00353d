import { setTimeout as delay } from 'node:timers/promises';
import type { Fixture } from '../fixture.js';
import { isCumulative } from './cumulative.js';
import { nameOf, type Page, parsePage, parseTypes } from './scraped-page.js';

/** Families with a label value for each kind of collection, handle or request that the runtime has met so far. */
const GROWING = /^nodejs_(gc_duration_seconds|active_(handles|requests|resources))/;

const PAUSE_MS = 20;

/** Compares each page with those before it, and notes what must not happen: totals that fall, series that are new. */
export class PageWatch {
  /** Counters, buckets, sums and counts that fell, or that left the page. */
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

  /** Scrapes again and again. @returns the function that stops the scraping; it rejects when a scrape has failed */
  follow(fixture: Fixture): () => Promise<void> {
    let isStopped = false;
    const following = (async () => {
      while (!isStopped) {
        this.see(await fixture.scrapeText());
        // Without a pause the test's process and the aggregator would take the cores from the workers that start.
        await delay(PAUSE_MS);
      }
    })();
    // The function that stops the scraping rejects with the failure; nobody else handles it.
    following.catch(() => undefined);
    return () => {
      isStopped = true;
      return following;
    };
  }
}
