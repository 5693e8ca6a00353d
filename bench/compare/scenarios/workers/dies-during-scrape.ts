import { say } from '../../cluster/orders.js';
import { countedPage, countingApp, judgeTotals } from '../../scenario/counting.js';
import { scenario } from '../../scenario/scenario.js';

/** The worker gets a request for its metrics, and dies before it answers. */
export const diesDuringScrape = scenario({
  id: 'dies-during-scrape',
  name: 'A worker dies during a scrape',
  expected: 'the scrape answers, with the whole total',
  app: (context) => {
    let isArmed = false;
    new context.client.Gauge({
      name: 'slow',
      help: 'Is being collected when the worker dies.',
      collect: () => {
        if (!isArmed) return;
        say({ collecting: context.slot });
        return new Promise<void>(() => undefined);
      },
    });
    return {
      ...countingApp(context),
      arm: () => {
        isArmed = true;
      },
    };
  },
  observe: async (cluster) => {
    const before = await countedPage(cluster);
    await cluster.tell(0, 'arm');
    const scraping = cluster.scrape();
    await cluster.until('the worker to collect', () => cluster.heard.some(({ collecting }) => collecting === 0));
    cluster.kill(0);
    return { before, after: await scraping };
  },
  judge: judgeTotals,
});
