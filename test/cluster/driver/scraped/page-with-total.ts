import * as assert from 'uvu/assert';
import type { Fixture } from '../fixture.js';
import { waitFor } from '../wait-for.js';
import { type Page, totalOf } from './scraped-page.js';

/** Waits for a page with all workers on which the series of a name sum up to a total. Throws as soon as a page counts more. */
export function pageWithTotal(fixture: Fixture, name: string, total: number): Promise<Page> {
  return waitFor(`${name} of ${total} on the page`, async () => {
    const page = await fixture.wholePage();
    const counted = totalOf(page, name);
    assert.ok(counted <= total, `${name}: ${counted} on the page, of ${total}`);
    return counted === total && page;
  });
}
