import { RUNBOOKS_FILE } from '../../dashboards/rules/runbooks-file.js';
import { metricNames } from '../../src/shared/model/request-names.js';

/**
 * Sets the variable `namespace` of a dashboard to a prefix. A text that is no JSON, such as the provider's file, stays as
 * it is.
 */
export function inDashboard(json: string, prefix: string): string {
  if (!json.startsWith('{')) return json;
  const dashboard: { templating: { list: { name: string; query?: unknown; current?: unknown; options?: unknown }[] } } =
    JSON.parse(json);
  const variable = dashboard.templating.list.find(({ name }) => name === 'namespace');
  if (variable) {
    variable.query = prefix;
    const value = { text: prefix, value: prefix };
    variable.current = value;
    variable.options = [{ selected: true, ...value }];
  }
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}

/** The texts that are filled into rules, which have no variables. */
export interface InRules {
  /** Stands in front of each name of a request metric. */
  readonly prefix: string;
  /** Stands in front of the anchor of each alert's runbook. */
  readonly runbooks: string;
}

/** Fills the prefix and the place of the runbooks into the text of rules. */
export function inRules(yaml: string, { prefix, runbooks }: InRules): string {
  return yaml.replace(REQUEST_METRIC, `${prefix}$&`).replace(RUNBOOKS, () => runbooks);
}

/** A name of a request metric that is not part of a longer name: `job:http_requests:rate5m`, `process_uptime_seconds`. */
const REQUEST_METRIC = new RegExp(`(?<![\\w:])(${metricNames('classic').join('|')})`, 'g');

const RUNBOOKS = new RegExp(`(?<= runbook_url: )${RUNBOOKS_FILE.replace('.', '\\.')}(?=#)`, 'g');
