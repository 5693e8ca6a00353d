import { businessExpectations } from './business.js';
import type { Expectation } from './expectation.js';
import { fleetExpectations } from './fleet.js';
import { processExpectations } from './process/process.js';
import { requestsExpectations } from './requests/requests.js';
import { workersExpectations } from './workers/workers.js';

/** The expectations of each dashboard, by its title. */
export const EXPECTATIONS: Readonly<Record<string, readonly Expectation[]>> = {
  'prom-cluster / Requests': requestsExpectations,
  'prom-cluster / Workers': workersExpectations,
  'prom-cluster / Process': processExpectations,
  'prom-cluster / Fleet': fleetExpectations,
  'prom-cluster / Business (example)': businessExpectations,
};

/** Why the day rightly leaves a panel or an annotation empty, by title or name. The sides of its comparisons have to have values all the same. */
export const RIGHTLY_EMPTY: Readonly<Record<string, string>> = {};

/** Why some machines lack a metric, by name; `docs/metrics.md` names each of them. */
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

/** Alerts that depend on the machine and not on the script: a busy machine makes requests slow, and loops and answers late. */
export const ALERTS_OF_THE_MACHINE: ReadonlySet<string> = new Set([
  'HttpLatencyBudgetBurnsFast',
  'HttpLatencyBudgetBurnsSlowly',
  'NodeEventLoopDelayed',
  'ClusterScrapesIncomplete',
  'ContainerMemoryNearLimit',
]);
