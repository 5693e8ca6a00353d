import { named, shown } from '../../cluster/samples.js';
import type { Scrape } from '../../cluster/scrape.js';
import { judgePage, scenario } from '../../scenario/scenario.js';

/** prom-client sums a gauge unless the gauge names another aggregator, and few gauges do. */
export const infoGauge = scenario<Scrape>({
  id: 'info-gauge',
  name: 'A build_info gauge of 1 in four workers, with no aggregator named',
  expected: '1',
  workers: 4,
  app: ({ client }) => {
    new client.Gauge({ name: 'build_info', help: 'What runs.', labelNames: ['version'] }).set({ version: '1' }, 1);
    return {};
  },
  observe: (cluster) => cluster.scrape(),
  judge: (scrape) =>
    judgePage(scrape, (samples) => {
      const info = named(samples, 'build_info');
      return { passes: info.length > 0 && info.every(({ value }) => value === 1), observed: shown(info) };
    }),
});
