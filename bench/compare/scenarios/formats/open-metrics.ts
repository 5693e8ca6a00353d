import type { Outcome } from '../../../report/compare-report.js';
import type { Scrape } from '../../cluster/scrape.js';
import { countingApp } from '../../scenario/counting.js';
import { answered, scenario } from '../../scenario/scenario.js';

const NOT_CLAIMED = 'OpenMetrics is not served (docs/limits.md)';

/** A parser of OpenMetrics refuses a page without the end mark. */
export const openMetricsBody = scenario<Scrape>({
  id: 'openmetrics-body',
  name: 'OpenMetrics is asked for: header and body',
  expected: 'a page that says it is OpenMetrics ends with # EOF',
  isOpenMetrics: true,
  notClaimed: NOT_CLAIMED,
  app: countingApp,
  observe: (cluster) => cluster.scrape(),
  judge: (scrape) =>
    notOffered(scrape) ?? {
      passes: scrape.text.endsWith('# EOF\n'),
      observed: `${scrape.contentType}; the last line is ${JSON.stringify(scrape.text.trimEnd().split('\n').at(-1))}`,
    },
});

/** OpenMetrics names the family of a counter without the `_total` of its sample. */
export const openMetricsCounter = scenario<Scrape>({
  id: 'openmetrics-counter',
  name: 'OpenMetrics is asked for: a counter named work_total',
  expected: 'the family is work, its sample work_total',
  isOpenMetrics: true,
  notClaimed: NOT_CLAIMED,
  app: countingApp,
  observe: async (cluster) => {
    await cluster.tellAll('count');
    return cluster.scrape();
  },
  judge: (scrape) => {
    const lines = scrape.text.split('\n').filter((line) => /^(# TYPE )?work/.test(line));
    const isRight = /^# TYPE work counter, work_total \d+$/.test(lines.join(', '));
    return notOffered(scrape) ?? { passes: isRight, observed: lines.join(', ') || 'no sample' };
  },
});

/** Leaves a library unjudged that answers in the text format: such a page cannot be wrong OpenMetrics. */
function notOffered(scrape: Scrape): Outcome | undefined {
  if (scrape.status !== 200 || scrape.contentType.startsWith('application/openmetrics-text')) return answered(scrape);
  return { passes: null, observed: `not offered: it answers ${scrape.contentType}` };
}
