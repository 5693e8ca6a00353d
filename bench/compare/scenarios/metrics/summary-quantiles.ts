import { named, shown, totalOf } from '../../cluster/samples.js';
import type { Scrape } from '../../cluster/scrape.js';
import { judgePage, scenario } from '../../scenario/scenario.js';

const OBSERVED = 10;

/** Each worker observes 10 once: every quantile is 10. */
export const summaryQuantiles = scenario<Scrape>({
  id: 'summary-quantiles',
  name: 'A summary in two workers, each observed 10',
  expected: 'every quantile is 10; the count is 2',
  app: ({ client }) => {
    new client.Summary({ name: 'waited', help: 'Waited for.', percentiles: [0.5, 0.99] }).observe(OBSERVED);
    return {};
  },
  observe: (cluster) => cluster.scrape(),
  judge: (scrape) =>
    judgePage(scrape, (samples) => {
      const quantiles = named(samples, 'waited');
      const isRight = quantiles.length > 0 && quantiles.every(({ value }) => value === OBSERVED);
      const count = totalOf(samples, 'waited_count');
      return { passes: isRight && count === 2, observed: `${shown(quantiles)}; count ${count}` };
    }),
});
