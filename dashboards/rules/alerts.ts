import { objectiveAlerts } from './objective-alerts.js';
import { pageAlerts } from './page-alerts.js';
import { processEndAlerts } from './process-end-alerts.js';
import type { AlertRule, RuleGroup } from './rule-group.js';
import { runtimeAlerts } from './runtime-alerts.js';
import { workerAlerts } from './worker-alerts.js';

/**
 * All alerts. They read recorded series about requests, and no request metric itself, so they do not depend on the names of
 * the request metrics.
 */
export function alerts(): readonly RuleGroup<AlertRule>[] {
  return [objectiveAlerts(), workerAlerts(), processEndAlerts(), runtimeAlerts(), pageAlerts()];
}
