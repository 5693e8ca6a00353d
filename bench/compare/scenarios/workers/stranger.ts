import { countedPage, countingApp, judgeTotals } from '../../scenario/counting.js';
import { scenario } from '../../scenario/scenario.js';

/** A worker of `node:cluster` may run something else than the app. */
export const stranger = scenario({
  id: 'stranger',
  name: 'A worker never loaded the library',
  expected: 'the scrape answers, with the total of the others',
  app: countingApp,
  observe: async (cluster) => {
    const before = await countedPage(cluster);
    await cluster.addStranger();
    return { before, after: await cluster.scrape() };
  },
  judge: judgeTotals,
});
