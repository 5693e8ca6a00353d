import { objectiveAlerts } from './objective-alerts.js';
import { pageAlerts } from './page-alerts.js';
import { processEndAlerts } from './process-end-alerts.js';
import type { AlertRule, RuleGroup } from './rule-group.js';
import { runtimeAlerts } from './runtime-alerts.js';
import { workerAlerts } from './worker-alerts.js';

/**
 * The alerts. They need the recording rules; by those alone they know of requests, so they are the same
 * whatever the request metrics are called.
 */
export function alerts(): readonly RuleGroup<AlertRule>[] {
  return [objectiveAlerts(), workerAlerts(), processEndAlerts(), runtimeAlerts(), pageAlerts()];
}
