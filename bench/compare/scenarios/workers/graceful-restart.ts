import type { ClusterUnderTest } from '../../cluster/cluster-under-test.js';
import { READY_METRIC } from '../../cluster/ready-metric.js';
import { samplesOf, totalOf } from '../../cluster/samples.js';
import type { Scrape } from '../../cluster/scrape.js';
import { countedPage, countingApp, judgeTotals } from '../../scenario/counting.js';
import { answered, scenario } from '../../scenario/scenario.js';

const RESTARTS = 3;
const QUEUED = 5;

/** A deployment restarts the workers. The requests that they have served still count. */
export const restartTotals = scenario<{ before: Scrape; after: Scrape }>({
  id: 'restart-totals',
  name: `${RESTARTS} graceful restarts: counters`,
  expected: 'totals do not fall',
  app: countingApp,
  observe: async (cluster) => {
    const before = await countedPage(cluster);
    return { before, after: await restarted(cluster) };
  },
  judge: judgeTotals,
});

/** The queue of a worker ends with the worker. */
export const restartGauges = scenario<{ before: Scrape; after: Scrape }>({
  id: 'restart-gauges',
  name: `${RESTARTS} graceful restarts: gauges`,
  expected: 'gauges are those of the living workers',
  app: ({ client }) => {
    new client.Gauge({ name: 'queue_length', help: 'Waiting now.' }).set(QUEUED);
    return {};
  },
  observe: async (cluster) => ({ before: await cluster.scrape(), after: await restarted(cluster) }),
  judge: ({ before, after }) => {
    const failure = answered(before) ?? answered(after);
    if (failure) return failure;
    const [was, is] = [before, after].map(({ text }) => totalOf(samplesOf(text), 'queue_length'));
    const [rssWas, rssIs] = [before, after].map(({ text }) => residentMiB(text));
    const observed = `queue_length ${was} -> ${is}, resident memory ${rssWas} -> ${rssIs} MiB`;
    return { passes: was !== undefined && was === is, observed };
  },
});

async function restarted(cluster: ClusterUnderTest): Promise<Scrape> {
  for (let round = 0; round < RESTARTS; round++) await cluster.restart();
  return cluster.scrapeUntil((samples) => totalOf(samples, READY_METRIC) === cluster.size);
}

function residentMiB(text: string): string {
  return ((totalOf(samplesOf(text), 'process_resident_memory_bytes') ?? 0) / 2 ** 20).toFixed(0);
}
