import type { AlertRule, Severity } from './rule-group.js';
import { RUNBOOKS_FILE } from './runbooks-file.js';

/** The parts of an alert. */
export interface AlertParts {
  /** In CamelCase. The section of the runbooks has the same name. */
  readonly name: string;
  readonly severity: Severity;
  /** Time for which the expression has to hold, such as `5m`. */
  readonly after: string;
  readonly expr: string;
  /** One line that tells where and what. */
  readonly summary: string;
  /** The finding in figures, and its effect on users. */
  readonly description: string;
}

/** Makes an alerting rule, with the place of the alert's runbook. */
export function alertRule({ name, severity, after, expr, summary, description }: AlertParts): AlertRule {
  const runbook_url = `${RUNBOOKS_FILE}#${name.toLowerCase()}`;
  return { alert: name, expr, for: after, labels: { severity }, annotations: { summary, description, runbook_url } };
}
