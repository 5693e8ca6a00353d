import type { ClusterUnderTest } from '../cluster/cluster-under-test.js';
import type { Orders } from '../cluster/orders.js';
import { type Sample, samplesOf } from '../cluster/samples.js';
import type { Scrape } from '../cluster/scrape.js';

/** What every library offers an app: prom-client's classes, which each of the others took over. */
export type Client = typeof import('prom-client');

/** What a scenario's app knows of the worker that it runs in. */
export interface AppContext {
  readonly client: Client;
  /** The worker's number, 0 to N-1; a successor has its predecessor's. */
  readonly slot: number;
}

/** How a library stood in a scenario. `passes` is null where it could not be judged; `observed` then says why. */
export interface Outcome {
  readonly passes: boolean | null;
  /** What was seen, with its figures. */
  readonly observed: string;
}

/** One thing that goes wrong in cluster modes: an app, what is done to it, and what must hold then. */
export interface Scenario<Seen> {
  readonly id: string;
  readonly name: string;
  readonly expected: string;
  /** @default 2 */
  readonly workers?: number;
  /** Whether the app and the primary ask their registries for OpenMetrics, and the scraper asks for it. @default false */
  readonly isOpenMetrics?: boolean;
  /** Why prom-cluster does not claim to pass. @default it claims to */
  readonly notClaimed?: string;
  /** Runs in every worker, the same for every library. Returns what the worker can be told to do. */
  readonly app: (context: AppContext) => Orders;
  /** Does it to a running cluster. */
  readonly observe: (cluster: ClusterUnderTest) => Promise<Seen>;
  /** The one assertion for every library. */
  readonly judge: (seen: Seen) => Outcome;
}

/** A scenario whose observation goes straight to its judge. */
export type RunnableScenario = Omit<Scenario<never>, 'observe' | 'judge'> & {
  readonly run: (cluster: ClusterUnderTest) => Promise<Outcome>;
};

/** Joins what is observed to its judge, so that scenarios of different observations fit in one list. */
export function scenario<Seen>(parts: Scenario<Seen>): RunnableScenario & Pick<Scenario<Seen>, 'judge'> {
  return { ...parts, run: async (cluster) => parts.judge(await parts.observe(cluster)) };
}

/** Judges the samples of a page; a scrape without a page fails. */
export function judgePage(scrape: Scrape, judge: (samples: Sample[]) => Outcome): Outcome {
  return answered(scrape) ?? judge(samplesOf(scrape.text));
}

/** What is wrong with a scrape that brought no page; undefined when it brought one. */
export function answered({ status, text, ms }: Scrape): Outcome | undefined {
  if (status === 200) return undefined;
  const seconds = (ms / 1000).toFixed(1);
  const said = text.trim().split('\n', 1)[0];
  const answer = status === 0 ? said : `answered ${status}: ${said}`;
  return { passes: false, observed: `after ${seconds} s the scrape ${answer}` };
}
