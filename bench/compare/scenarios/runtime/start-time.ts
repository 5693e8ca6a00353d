import { named, shown } from '../../cluster/samples.js';
import type { Scrape } from '../../cluster/scrape.js';
import { judgePage, scenario } from '../../scenario/scenario.js';

const DAY_SECONDS = 86_400;
/** Maximum rounding error: prom-client rounds the time to whole seconds. */
const ROUNDING_SECONDS = 1;

/** Annotations of restarts and panels with `changes(process_start_time_seconds[1h])` need this metric. */
export const startTime = scenario<Scrape>({
  id: 'start-time',
  name: 'process_start_time_seconds of the workers',
  expected: 'is there, and is a time of today',
  app: () => ({}),
  observe: (cluster) => cluster.scrape(),
  judge: (scrape) =>
    judgePage(scrape, (samples) => {
      const starts = named(samples, 'process_start_time_seconds');
      const now = Date.now() / 1000;
      const areTimes = starts.every(({ value }) => value > now - DAY_SECONDS && value < now + ROUNDING_SECONDS);
      return { passes: starts.length > 0 && areTimes, observed: shown(starts) };
    }),
});
