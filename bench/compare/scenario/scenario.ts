import type { Outcome } from '../../report/compare-report.js';
import type { ClusterUnderTest } from '../cluster/cluster-under-test.js';
import type { Orders } from '../cluster/orders.js';
import { type Sample, samplesOf } from '../cluster/samples.js';
import type { Scrape } from '../cluster/scrape.js';

/** One thing that goes wrong in cluster modes: an app, what is done to it, and what must hold afterwards. */
export interface Scenario<Seen> {
  readonly id: string;
  readonly name: string;
  readonly expected: string;
  /** @default 2 */
  readonly workers?: number;
  /** Whether the app and the primary have OpenMetrics registries, and scrapes ask for OpenMetrics. @default false */
  readonly isOpenMetrics?: boolean;
  /** Why prom-cluster does not claim to pass. Left out where prom-cluster claims to pass. */
  readonly notClaimed?: string;
  /** Makes the app of one worker, with every library alike. @returns the orders that the worker takes */
  readonly app: (context: AppContext) => Orders;
  /** Does to a running cluster what may go wrong. @returns what was seen */
  readonly observe: (cluster: ClusterUnderTest) => Promise<Seen>;
  /** Judges what was seen, by one assertion for every library. */
  readonly judge: (seen: Seen) => Outcome;
}

/** What a scenario's app knows of its worker. */
export interface AppContext {
  readonly client: Client;
  /** Number of the worker, 0 to N-1. A successor has the number of its predecessor. */
  readonly slot: number;
}

/** What every library offers an app: the classes of prom-client, which each of the others took over. */
export type Client = typeof import('prom-client');

/** A scenario whose defaults are filled in, and whose observation goes straight to its judge. */
export type RunnableScenario = Omit<Scenario<never>, 'observe' | 'judge'> &
  Required<Pick<Scenario<never>, 'workers' | 'isOpenMetrics'>> & {
    readonly run: (cluster: ClusterUnderTest) => Promise<Outcome>;
  };

/**
 * Fills the defaults in and joins the observation to its judge: scenarios of different observations then fit in one
 * list.
 */
export function scenario<Seen>(parts: Scenario<Seen>): RunnableScenario & Pick<Scenario<Seen>, 'judge'> {
  const defaults = { workers: 2, isOpenMetrics: false };
  return { ...defaults, ...parts, run: async (cluster) => parts.judge(await parts.observe(cluster)) };
}

/** Judges the samples of a page. A scrape that brought no page fails. */
export function judgePage(scrape: Scrape, judge: (samples: Sample[]) => Outcome): Outcome {
  return answered(scrape) ?? judge(samplesOf(scrape.text));
}

/** The failure of a scrape that brought no page; undefined when the scrape brought one. */
export function answered({ status, text, ms }: Scrape): Outcome | undefined {
  if (status === 200) return undefined;
  const seconds = (ms / 1000).toFixed(1);
  const firstLine = text.trim().split('\n', 1)[0];
  const answer = status === 0 ? firstLine : `answered ${status}: ${firstLine}`;
  return { passes: false, observed: `after ${seconds} s the scrape ${answer}` };
}
