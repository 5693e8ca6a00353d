import type { Fixture } from '../fixture.js';
import { waitFor } from '../wait-for.js';

/** The page of `cluster-symptoms`, once both workers are ready and every process has answered. */
export function symptomsPage(fixture: Fixture): Promise<string> {
  return waitFor('a scrape that nobody missed', async () => {
    const text = await fixture.scrapeText();
    const isWhole = ['cluster_scrape_missing_workers 0', 'cluster_workers{state="ready"} 2'].every((line) =>
      text.includes(`\n${line}\n`),
    );
    return isWhole && text;
  });
}
