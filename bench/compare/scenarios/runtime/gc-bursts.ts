import { constants, PerformanceObserver } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { named, type Sample, samplesOf } from '../../cluster/samples.js';
import { scenario } from '../../scenario/scenario.js';

const BURST = 50;

/** Number of major collections that the page shows, and that an observer in the worker has counted. */
interface Counts {
  readonly page: number;
  readonly truth: number;
}

/** Collections come in bursts when memory is short, which is when their count matters. */
export const gcBursts = scenario<{ before: Counts; after: Counts }>({
  id: 'gc-bursts',
  name: `${BURST} major garbage collections in a burst`,
  expected: 'each is counted',
  workers: 1,
  app: () => {
    let majors = 0;
    new PerformanceObserver((list) => {
      majors += list.getEntries().filter(isMajor).length;
    }).observe({ entryTypes: ['gc'] });
    setFlagsFromString('--expose-gc');
    const collect: () => void = runInNewContext('gc');
    return {
      burst: () => {
        for (let round = 0; round < BURST; round++) collect();
      },
      count: () => majors,
    };
  },
  observe: async (cluster) => {
    const before = await counts();
    await cluster.tell(0, 'burst');
    return { before, after: await counts() };

    async function counts(): Promise<Counts> {
      const truth = Number(await cluster.tell(0, 'count'));
      return { truth, page: majorsOf(samplesOf((await cluster.scrape()).text)) };
    }
  },
  judge: ({ before, after }) => {
    const [page, truth] = [after.page - before.page, after.truth - before.truth];
    return { passes: truth >= BURST && page >= truth, observed: `${page} of ${truth}` };
  },
});

function isMajor(entry: object): boolean {
  const detail = 'detail' in entry ? entry.detail : undefined;
  if (typeof detail !== 'object' || detail === null || !('kind' in detail)) return false;
  return detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR;
}

function majorsOf(samples: Sample[]): number {
  return named(samples, 'nodejs_gc_duration_seconds_count')
    .filter(({ labels }) => labels['kind'] === 'major' && labels['worker'] !== 'primary')
    .reduce((total, { value }) => total + value, 0);
}
