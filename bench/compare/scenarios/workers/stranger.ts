import { totalOf } from '../../cluster/samples.js';
import { COUNTED, COUNTED_EACH, countingApp, judgeTotals } from '../../scenario/counting.js';
import { scenario } from '../../scenario/scenario.js';

/** Not every worker of `node:cluster` need run the app. */
export const stranger = scenario({
  id: 'stranger',
  name: 'A worker never loaded the library',
  expected: 'the scrape answers, with the total of the others',
  app: countingApp,
  observe: async (cluster) => {
    await cluster.tellAll('count');
    const before = await cluster.scrapeUntil((samples) => totalOf(samples, COUNTED) === COUNTED_EACH * cluster.size);
    await cluster.addStranger();
    return { before, after: await cluster.scrape() };
  },
  judge: judgeTotals,
});
