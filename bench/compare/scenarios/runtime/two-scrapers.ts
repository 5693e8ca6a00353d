import type { Outcome } from '../../../report/compare-report.js';
import { type Sample, shown } from '../../cluster/samples.js';
import type { Scrape } from '../../cluster/scrape.js';
import { judgePage, scenario } from '../../scenario/scenario.js';

const ROUNDS = 10;
const LAG = /^nodejs_eventloop_lag_(min|max|mean|p50|p90|p99)_seconds$/;
/** Maximum lag that is believable: no event loop lags for an hour. */
const MOST_SECONDS = 3600;

/** Two Prometheus servers scrape for availability, or a server and a person with curl. */
export const twoScrapers = scenario<Scrape[]>({
  id: 'two-scrapers',
  name: 'Two scrapers at once',
  expected: 'both see a believable event-loop lag',
  app: () => ({}),
  observe: async (cluster) => {
    const scrapes: Scrape[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      scrapes.push(...(await Promise.all([cluster.scrape(), cluster.scrape()])));
    }
    return scrapes;
  },
  judge: (scrapes) => {
    const outcomes = scrapes.map((scrape) => judgePage(scrape, judgeLag));
    return outcomes.find(({ passes }) => !passes) ?? outcomes[0] ?? { passes: false, observed: 'no scrape' };
  },
});

function judgeLag(samples: Sample[]): Outcome {
  const lags = samples.filter(({ name }) => LAG.test(name));
  const unbelievable = lags.filter(({ value }) => !(value >= 0 && value < MOST_SECONDS));
  if (unbelievable.length > 0) return { passes: false, observed: shown(unbelievable) };
  const most = Math.max(...lags.map(({ value }) => value));
  return { passes: lags.length > 0, observed: `${lags.length} series, at most ${most.toFixed(3)} s` };
}
