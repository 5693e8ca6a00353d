import type { Outcome } from '../../../report/compare-report.js';
import { named, type Sample, shown } from '../../cluster/samples.js';
import type { Scrape } from '../../cluster/scrape.js';
import { type AppContext, judgePage, scenario } from '../../scenario/scenario.js';

const SEVEN = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

/** The value of a label contains a comma and a colon, as a URL may. */
export const labelsWithColons = scenario<Scrape>({
  id: 'label-collision-comma',
  name: "Labels {a: '1,b:2'} and {a: '1', b: '2'}",
  expected: 'two series of 1',
  app: (context) => countIn(context, context.slot === 0 ? { a: '1,b:2' } : { a: '1', b: '2' }),
  observe: (cluster) => cluster.scrape(),
  judge: (scrape) => judgePage(scrape, judgeTwoSeries),
});

/** Both sets of labels become `1||2|` where values are joined by `|`. */
export const labelsWithPipes = scenario<Scrape>({
  id: 'label-collision-pipe',
  name: "Labels {a: '1|', b: '2'} and {a: '1', b: '|2'}",
  expected: 'two series of 1',
  app: (context) => countIn(context, context.slot === 0 ? { a: '1|', b: '2' } : { a: '1', b: '|2' }),
  observe: (cluster) => cluster.scrape(),
  judge: (scrape) => judgePage(scrape, judgeTwoSeries),
});

/** A page that shows a series twice is refused by Prometheus, or loses one of the two. */
export const manyLabels = scenario<Scrape>({
  id: 'many-labels',
  name: 'A counter with 7 labels in two workers',
  expected: 'one series of 2',
  app: (context) => countIn(context, Object.fromEntries(SEVEN.map((label) => [label, label]))),
  observe: (cluster) => cluster.scrape(),
  judge: (scrape) =>
    judgePage(scrape, (samples) => {
      const found = named(samples, 'labels_total');
      const values = found.map(({ value }) => value);
      return {
        passes: values.length === 1 && values[0] === 2,
        observed: `${found.length} series: ${values.join(', ')}`,
      };
    }),
});

function countIn({ client }: AppContext, labels: Record<string, string>): Record<string, never> {
  new client.Counter({ name: 'labels_total', help: 'By labels.', labelNames: SEVEN }).inc(labels);
  return {};
}

function judgeTwoSeries(samples: Sample[]): Outcome {
  const found = named(samples, 'labels_total');
  return { passes: found.length === 2 && found.every(({ value }) => value === 1), observed: shown(found) };
}
