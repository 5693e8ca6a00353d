/** A rule that stores what an expression gives under a name of its own. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
}

/** Whom an alert concerns: `page` a person at once, `ticket` within days, `info` whoever looks at the metrics. */
export type Severity = 'page' | 'ticket' | 'info';

/** A rule that tells of what an expression finds. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  /** How long it has to be found before the alert fires, as Prometheus writes durations: `5m`. */
  readonly for: string;
  readonly labels: { readonly severity: Severity };
  /** Templates of Prometheus. `runbook_url` is relative to an export, until that says where the runbooks are published. */
  readonly annotations: { readonly summary: string; readonly description: string; readonly runbook_url: string };
}

/** Rules that are evaluated one after the other, each with what those before it have just stored. */
export interface RuleGroup<Rule extends RecordingRule | AlertRule = RecordingRule | AlertRule> {
  readonly name: string;
  readonly rules: readonly Rule[];
}
