import type { Scrape } from '../../cluster/scrape.js';
import { answered, scenario } from '../../scenario/scenario.js';

/** An exemplar leads from a slow bucket to a trace. */
export const exemplars = scenario<Scrape>({
  id: 'exemplars',
  name: 'A histogram with an exemplar',
  expected: 'the OpenMetrics page shows the exemplar',
  isOpenMetrics: true,
  notClaimed: 'exemplars are not served (docs/limits.md)',
  app: ({ client }) => {
    const histogram = new client.Histogram({
      name: 'took_seconds',
      help: 'Took so long.',
      buckets: [1, 10],
      enableExemplars: true,
    });
    histogram.observe({ value: 5, exemplarLabels: { trace_id: 'abc' } });
    return {};
  },
  observe: (cluster) => cluster.scrape(),
  judge: (scrape) => {
    const failure = answered(scrape);
    if (failure) return failure;
    const lines = scrape.text.split('\n').filter((line) => line.startsWith('took_seconds_bucket'));
    const exemplar = lines.find((line) => line.includes('# {trace_id="abc"} 5'));
    return { passes: exemplar !== undefined, observed: exemplar ?? `${lines.length} buckets, no exemplar` };
  },
});
