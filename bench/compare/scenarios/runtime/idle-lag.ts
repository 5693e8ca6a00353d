import { setTimeout as delay } from 'node:timers/promises';
import { named, samplesOf } from '../../cluster/samples.js';
import type { Scrape } from '../../cluster/scrape.js';
import { answered, scenario } from '../../scenario/scenario.js';

const NAME = 'nodejs_eventloop_lag_p50_seconds';
const ROUNDS = 6;
const IDLE_MS = 400;
/**
 * Maximum lag that passes: half of the monitor's resolution. An idle loop on a busy machine lags by a fraction of the
 * resolution.
 */
const MOST_SECONDS = 0.005;

/** `monitorEventLoopDelay` adds the 10 ms of its timer to the lag. */
export const idleLag = scenario<Scrape[]>({
  id: 'idle-lag',
  name: 'The median event-loop lag of idle workers',
  expected: `below ${MOST_SECONDS * 1000} ms at the quietest of ${ROUNDS} scrapes`,
  app: () => ({}),
  observe: async (cluster) => {
    const scrapes: Scrape[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await delay(IDLE_MS);
      scrapes.push(await cluster.scrape());
    }
    return scrapes;
  },
  judge: (scrapes) => {
    const failure = scrapes.map(answered).find((outcome) => outcome !== undefined);
    if (failure) return failure;
    const medians = scrapes.map(({ text }) => Math.max(...named(samplesOf(text), NAME).map(({ value }) => value)));
    const least = Math.min(...medians);
    return { passes: least >= 0 && least < MOST_SECONDS, observed: `${(least * 1000).toFixed(1)} ms` };
  },
});
