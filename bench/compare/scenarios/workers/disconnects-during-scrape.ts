import cluster from 'node:cluster';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Words } from '../../cluster/announcements.js';
import { say } from '../../cluster/orders.js';
import type { Scrape } from '../../cluster/scrape.js';
import { countingApp } from '../../scenario/counting.js';
import { answered, scenario } from '../../scenario/scenario.js';

/** Time that the app still works after it has disconnected. */
const WORK_MS = 500;

/**
 * A worker leaves by `cluster.worker.disconnect()`, as node:cluster provides: it closes its servers, and ends when its
 * work is done.
 */
export const disconnectsDuringScrape = scenario<{ scrape: Scrape; end: Words | undefined; hasFinished: boolean }>({
  id: 'disconnects-during-scrape',
  name: 'A worker disconnects during a scrape',
  expected: 'the worker finishes its work and exits with 0; the scrape answers',
  app: (context) => {
    let isArmed = false;
    const left = once(process, 'disconnect');
    new context.client.Gauge({
      name: 'slow',
      help: 'Is being collected when the worker disconnects.',
      collect: async () => {
        if (!isArmed) return;
        say({ collecting: context.slot });
        await left;
      },
    });
    return {
      ...countingApp(context),
      arm: () => {
        isArmed = true;
      },
      leave: () => () => {
        cluster.worker?.disconnect();
        void left.then(() => delay(WORK_MS)).then(() => say({ finished: context.slot }));
      },
    };
  },
  observe: async (running) => {
    const { pid } = running.worker(0);
    await running.tell(0, 'arm');
    const scraping = running.scrape();
    await running.until('the worker to collect', () => running.heard.some(({ collecting }) => collecting === 0));
    await running.tell(0, 'leave');
    await running.until('the worker to end', () => running.endOf(pid) !== undefined);
    const hasFinished = running.heard.some(({ finished }) => finished === 0);
    return { scrape: await scraping, end: running.endOf(pid), hasFinished };
  },
  judge: ({ scrape, end, hasFinished }) => {
    const died = end?.['code'] !== 0 || !hasFinished;
    const failure = answered(scrape);
    const observed = [
      `the worker ended with ${end?.['signal'] ?? `code ${end?.['code']}`}${hasFinished ? '' : ', its work unfinished'}`,
      failure?.observed ?? 'the scrape answered',
    ];
    return { passes: !died && failure === undefined, observed: observed.join('; ') };
  },
});
