import { duplicates, named, shown } from '../../cluster/samples.js';
import type { Scrape } from '../../cluster/scrape.js';
import { judgePage, scenario } from '../../scenario/scenario.js';

/** An app sets several series with one label object, which spares it allocations. */
export const reusedLabels = scenario<Scrape>({
  id: 'reused-labels',
  name: "Two workers set {kind: 'one'} to 1, then {kind: 'two'} to 2, with one label object",
  expected: 'kind="two" is there once, and is 4',
  app: ({ client }) => {
    const labels = { kind: 'one' };
    const gauge = new client.Gauge({ name: 'reused', help: 'Of one label object.', labelNames: ['kind'] });
    gauge.set(labels, 1);
    labels.kind = 'two';
    gauge.set(labels, 2);
    return {};
  },
  observe: (cluster) => cluster.scrape(),
  judge: (scrape) =>
    judgePage(scrape, (samples) => {
      const reused = named(samples, 'reused');
      const second = reused.filter(({ labels }) => labels['kind'] === 'two').map(({ value }) => value);
      return { passes: duplicates(reused).length === 0 && second[0] === 4, observed: shown(reused) };
    }),
});
