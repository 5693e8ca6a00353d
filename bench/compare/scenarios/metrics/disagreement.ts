import { setTimeout as delay } from 'node:timers/promises';
import type { Orders } from '../../cluster/orders.js';
import type { Scrape } from '../../cluster/scrape.js';
import { type AppContext, answered, scenario } from '../../scenario/scenario.js';

/** Time that a slow worker takes: enough to answer last, and less than any library waits for a worker. */
const SLOW_MS = 100;

/** Happens while a new version of the app, in which a metric has changed, is rolled out. */
export const disagreement = scenario<{ slowFirst: Scrape; slowSecond: Scrape }>({
  id: 'disagreement',
  name: 'Two workers disagree on a type and on an aggregator',
  expected: 'the page does not depend on which worker answers first',
  app: (context) => {
    disagree(context);
    return slowness(context);
  },
  observe: async (cluster) => {
    await cluster.tell(0, 'beSlow');
    const slowFirst = await cluster.scrape();
    await cluster.tell(0, 'beFast');
    await cluster.tell(1, 'beSlow');
    return { slowFirst, slowSecond: await cluster.scrape() };
  },
  judge: ({ slowFirst, slowSecond }) => {
    const failure = answered(slowFirst) ?? answered(slowSecond);
    if (failure) return failure;
    const [first, second] = [slowFirst, slowSecond].map(({ text }) => disagreedLines(text));
    const isSame = first === second && first !== '';
    return { passes: isSame, observed: isSame ? `both times ${first}` : `${first}; then ${second}` };
  },
});

function disagree({ client, slot }: AppContext): void {
  const aggregator = slot === 0 ? 'max' : 'min';
  new client.Gauge({ name: 'disagreed', help: 'By aggregator.', aggregator }).set(slot === 0 ? 3 : 5);
  const Type = slot === 0 ? client.Counter : client.Gauge;
  new Type({ name: 'disagreed_type', help: 'By type.' }).inc(slot === 0 ? 3 : 5);
}

function slowness({ client }: AppContext): Orders {
  let waitMs = 0;
  new client.Gauge({ name: 'slow', help: 'Takes a while.', collect: () => delay(waitMs) });
  const takes = (ms: number) => () => {
    waitMs = ms;
  };
  return { beSlow: takes(SLOW_MS), beFast: takes(0) };
}

function disagreedLines(text: string): string {
  const lines = text.split('\n').filter((line) => /^(# TYPE )?disagreed/.test(line));
  return lines.map((line) => line.replace('# TYPE ', '')).join(', ');
}
