import { named, totalOf } from '../../cluster/samples.js';
import type { Scrape } from '../../cluster/scrape.js';
import { judgePage, scenario } from '../../scenario/scenario.js';

/** Happens while a new version of the app, with other buckets, is rolled out. */
export const bucketBounds = scenario<Scrape>({
  id: 'bucket-bounds',
  name: 'Two workers disagree on the buckets of a histogram',
  expected: 'the counts never go down as le goes up',
  app: ({ client, slot }) => {
    const buckets = slot === 0 ? [1, 10] : [1, 5, 10];
    const histogram = new client.Histogram({ name: 'took_seconds', help: 'Took so long.', buckets });
    for (const value of [0.5, 0.5, 5, 50]) histogram.observe(value);
    return {};
  },
  observe: (cluster) => cluster.scrape(),
  judge: (scrape) =>
    judgePage(scrape, (samples) => {
      const buckets = named(samples, 'took_seconds_bucket')
        .map(({ labels, value }) => ({ le: Number(labels['le']?.replace('+Inf', 'Infinity')), value }))
        .sort((left, right) => left.le - right.le);
      const goesUp = buckets.every(({ value }, index) => value >= (buckets[index - 1]?.value ?? 0));
      const isWhole = buckets.length > 0 && buckets.at(-1)?.value === totalOf(samples, 'took_seconds_count');
      return { passes: goesUp && isWhole, observed: buckets.map(({ le, value }) => `le ${le}: ${value}`).join(', ') };
    }),
});
