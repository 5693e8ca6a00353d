/** A rule that stores the values of an expression under a name. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
}

/**
 * The urgency of an alert: `page` calls a person at once, `ticket` waits for days, `info` is for those who look at the
 * metrics.
 */
export type Severity = 'page' | 'ticket' | 'info';

/** A rule that alerts when an expression has a value. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  /** Time for which the expression has to have a value before the alert fires, as Prometheus writes durations: `5m`. */
  readonly for: string;
  readonly labels: { readonly severity: Severity };
  /** Templates of Prometheus. `runbook_url` is relative to the exported files, unless the export was given a URL. */
  readonly annotations: { readonly summary: string; readonly description: string; readonly runbook_url: string };
}

/** Rules that are evaluated one after the other. Each rule sees what those before it have stored. */
export interface RuleGroup<Rule extends RecordingRule | AlertRule = RecordingRule | AlertRule> {
  readonly name: string;
  readonly rules: readonly Rule[];
}
