import { totalOf } from '../../cluster/samples.js';
import { COUNTED, COUNTED_EACH, countingApp, judgeTotals } from '../../scenario/counting.js';
import { scenario } from '../../scenario/scenario.js';

/** One bad metric, such as a gauge of a database that is down. */
export const collectThrows = scenario({
  id: 'collect-throws',
  name: 'A collect() of the app throws',
  expected: 'the scrape answers, with all other metrics',
  app: (context) => {
    let isBroken = false;
    new context.client.Gauge({
      name: 'broken',
      help: 'Cannot be collected.',
      collect: () => {
        if (isBroken) throw new Error('the database is down');
      },
    });
    return {
      ...countingApp(context),
      break: () => {
        isBroken = true;
      },
    };
  },
  observe: async (cluster) => {
    await cluster.tellAll('count');
    const before = await cluster.scrapeUntil((samples) => totalOf(samples, COUNTED) === COUNTED_EACH * cluster.size);
    await cluster.tell(0, 'break');
    return { before, after: await cluster.scrape() };
  },
  judge: judgeTotals,
});
