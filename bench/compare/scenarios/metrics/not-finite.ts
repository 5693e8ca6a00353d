import { named, shown } from '../../cluster/samples.js';
import type { Scrape } from '../../cluster/scrape.js';
import { judgePage, scenario } from '../../scenario/scenario.js';

/** A gauge is not finite, such as a ratio of nothing to nothing, or a limit that is not set. */
export const notFinite = scenario<Scrape>({
  id: 'not-finite',
  name: 'A gauge is NaN or Infinity',
  expected: 'NaN and +Inf',
  app: ({ client, slot }) => {
    const gauge = new client.Gauge({ name: 'odd', help: 'No finite number.', labelNames: ['kind'] });
    if (slot !== 0) return {};
    gauge.set({ kind: 'nan' }, Number.NaN);
    gauge.set({ kind: 'infinity' }, Number.POSITIVE_INFINITY);
    return {};
  },
  observe: (cluster) => cluster.scrape(),
  judge: (scrape) =>
    judgePage(scrape, (samples) => {
      const odd = named(samples, 'odd');
      const hasNan = odd.some(({ labels, value }) => labels['kind'] === 'nan' && Number.isNaN(value));
      const hasInfinity = odd.some(
        ({ labels, value }) => labels['kind'] === 'infinity' && value === Number.POSITIVE_INFINITY,
      );
      return { passes: hasNan && hasInfinity && odd.length === 2, observed: shown(odd) };
    }),
});
