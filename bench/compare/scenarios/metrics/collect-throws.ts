import { countedPage, countingApp, judgeTotals } from '../../scenario/counting.js';
import { scenario } from '../../scenario/scenario.js';

/** One metric of the app is broken, such as the gauge of a database that is down. */
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
    const before = await countedPage(cluster);
    await cluster.tell(0, 'break');
    return { before, after: await cluster.scrape() };
  },
  judge: judgeTotals,
});
