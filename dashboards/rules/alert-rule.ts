import type { AlertRule, Severity } from './rule-group.js';
import { RUNBOOKS_FILE } from './runbooks-file.js';

/** What {@link alertRule} makes a rule of. */
export interface AlertParts {
  /** In CamelCase; the runbook's section has the same. */
  readonly name: string;
  readonly severity: Severity;
  /** How long the expression has to hold, such as `5m`. */
  readonly after: string;
  readonly expr: string;
  /** One line that says where and what. */
  readonly summary: string;
  /** What was found, in figures, and what it does to users. */
  readonly description: string;
}

/** The alert, with the place of its runbook. */
export function alertRule({ name, severity, after, expr, summary, description }: AlertParts): AlertRule {
  const runbook_url = `${RUNBOOKS_FILE}#${name.toLowerCase()}`;
  return { alert: name, expr, for: after, labels: { severity }, annotations: { summary, description, runbook_url } };
}
