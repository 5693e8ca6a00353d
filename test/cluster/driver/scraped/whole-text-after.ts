import * as assert from 'uvu/assert';
import type { Fixture } from '../fixture.js';
import { waitFor } from '../wait-for.js';
import { falls } from './cumulative.js';
import { parsePage, valueIn } from './scraped-page.js';

/** Waits for a page that misses no worker. Throws as soon as a page has a total that is lower than on the page `before`. */
export function wholeTextAfter(fixture: Fixture, before: string): Promise<string> {
  return waitFor('a scrape that misses no worker', async () => {
    const text = await fixture.scrapeText();
    assert.equal(falls(before, text), []);
    return valueIn(parsePage(text), 'cluster_scrape_missing_workers') === 0 && text;
  });
}
