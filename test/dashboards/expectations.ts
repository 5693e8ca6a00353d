import type { Series } from '../cluster/driver/prometheus/prometheus-answer.js';
import { businessExpectations } from './expectations/business.js';
import { fleetExpectations } from './expectations/fleet.js';
import { processExpectations } from './expectations/process/process.js';
import { requestsExpectations } from './expectations/requests/requests.js';
import { workersExpectations } from './expectations/workers/workers.js';
import type { ShopDay } from './scripted-day.js';

/** What a panel, or an annotation, shows under one choice: the answers to its targets, by their refIds. @default 'A' */
export type Shown = (refId?: string) => readonly Series[];

/** What a day in a shop was, for whoever does not speak with it any more. */
export type ShopsDay = Omit<ShopDay, 'fixture'>;

/** What surrounds what is checked. */
export interface Surroundings {
  /** Seconds since the epoch: before the first scrape, and at the last one. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** The worker for which a panel that is repeated stands there; else empty. */
  readonly worker: string;
  /** What another panel shows, of any dashboard: `beside('Workers', 'Heap used')`. Throws when there is none. */
  readonly beside: (dashboard: string, panel: string, refId?: string) => readonly Series[];
  /** What Prometheus answers to an expression at an instant, in seconds since the epoch. */
  readonly query: (expr: string, at: number) => Promise<readonly Series[]>;
}

/**
 * What the script of the day makes a panel show. It is checked for both shops, with all instances, workers and endpoints,
 * and for each worker where the panel is repeated.
 */
export interface Expectation {
  /** The title of a panel, or the name of an annotation. */
  readonly panel: string;
  /** Throws, or rejects, unless what is shown fits the day. Has to look at each query of the panel. */
  readonly check: (shown: Shown, shop: ShopsDay, surroundings: Surroundings) => void | Promise<void>;
}

/** The expectations of each dashboard, by its title. */
export const EXPECTATIONS: Readonly<Record<string, readonly Expectation[]>> = {
  'prom-cluster / Requests': requestsExpectations,
  'prom-cluster / Workers': workersExpectations,
  'prom-cluster / Process': processExpectations,
  'prom-cluster / Fleet': fleetExpectations,
  'prom-cluster / Business (example)': businessExpectations,
};

/** What the day rightly leaves empty, by title or name, and why. What their comparisons compare has to answer all the same. */
export const RIGHTLY_EMPTY: Readonly<Record<string, string>> = {};

/** Metrics that some machines do not have, and why; `docs/metrics.md` names each. */
export const ABSENT_ON_SOME_MACHINES: Readonly<Record<string, string>> = {
  process_container_memory_limit_bytes: 'needs a control group with a limit',
  process_container_memory_working_set_bytes: 'needs a control group with a limit',
  process_container_memory_headroom_ratio: 'needs a control group with a limit',
};

/** Alerts that the script causes. */
export const CAUSED_ALERTS: ReadonlySet<string> = new Set([
  'ClusterHungWorkerKilled',
  'HttpErrorBudgetBurnsFast',
  'HttpErrorBudgetBurnsSlowly',
]);

/** Alerts of which the script says nothing: a busy machine makes requests slow, and loops and answers late. */
export const ALERTS_OF_THE_MACHINE: ReadonlySet<string> = new Set([
  'HttpLatencyBudgetBurnsFast',
  'HttpLatencyBudgetBurnsSlowly',
  'NodeEventLoopDelayed',
  'ClusterScrapesIncomplete',
  'ContainerMemoryNearLimit',
]);
