import { setTimeout as delay } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fixture } from '../driver/fixture.js';
import { valueIn } from '../driver/scraped/scraped-page.js';
import { withFixture } from '../driver/start-fixture.js';

const FIGURES = ['min', 'max', 'mean', 'stddev', 'p50', 'p90', 'p99'];
/** Number of windows that each scraper sees. The first and the last may be seen by one scraper alone. */
const WINDOWS = 5;
/** Time between two scrapes of one scraper. Without it the worker would not be idle. */
const PAUSE_MS = 30;

test('two scrapers of an idle worker see the same event-loop lag, which changes once a window', () =>
  withFixture('plain-app', { cluster: { workers: 1 } }, async (fixture) => {
    const start = performance.now();
    const scrapers = [new LagScraper(fixture), new LagScraper(fixture)];
    await Promise.all(scrapers.map((each) => each.follow(() => scrapers.every(({ seen }) => seen.length >= WINDOWS))));
    const [one, other] = scrapers.map(({ seen }) => seen) as [string[], string[]];
    // If a scrape reset the figures, one scraper alone would see them, and the figures of an empty window would come again.
    for (const seen of [one, other]) assert.equal(seen, [...new Set(seen)]);
    const shared = one.filter((window) => other.includes(window));
    assert.equal(
      other.filter((window) => one.includes(window)),
      shared,
    );
    assert.ok(shared.length >= WINDOWS - 2, `${shared.length} windows that both saw, of ${one.length}`);
    // A window is a second of the worker's clock. After a late answer the page shows the figures of an older window.
    const windows = (performance.now() - start) / 1000 + 3;
    const different = new Set([...one, ...other]).size;
    assert.ok(different <= windows, `${different} different figures in ${windows} windows`);
  }));

test.run();

/** Scrapes again and again, and notes the event-loop lag of each window. */
class LagScraper {
  /** The figures of one window after another. */
  readonly seen: string[] = [];
  readonly #fixture: Fixture;

  constructor(fixture: Fixture) {
    this.#fixture = fixture;
  }

  /** Scrapes until `isDone` returns true. */
  async follow(isDone: () => boolean): Promise<void> {
    while (!isDone()) {
      const page = await this.#fixture.scrape();
      const figures = FIGURES.map((figure) => valueIn(page, `nodejs_eventloop_lag_${figure}_seconds{worker="0"}`));
      const window = figures.join(' ');
      // All figures are 0 until the first window has ended.
      const isAny = this.seen.length > 0 || figures.some((figure) => figure > 0);
      if (isAny && window !== this.seen.at(-1)) this.seen.push(window);
      await delay(PAUSE_MS);
    }
  }
}
