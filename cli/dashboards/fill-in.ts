import { RUNBOOKS_FILE } from '../../dashboards/rules/runbooks-file.js';
import { metricNames } from '../../src/shared/model/request-names.js';

/** A dashboard whose variable `namespace` has the prefix as its value. What is no JSON stays as it is: the provider's file. */
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

/** What rules, which have no variables, are told. */
export interface InRules {
  /** Before each name of a request metric. */
  readonly prefix: string;
  /** Before the anchor of each alert's runbook. */
  readonly runbooks: string;
}

/** Rules for clusters with a namespace, and with their runbooks where they are published. */
export function inRules(yaml: string, { prefix, runbooks }: InRules): string {
  return yaml.replace(REQUEST_METRIC, `${prefix}$&`).replace(RUNBOOKS, () => runbooks);
}

/** Not within a longer name, such as `job:http_requests:rate5m` or `process_uptime_seconds`. */
const REQUEST_METRIC = new RegExp(`(?<![\\w:])(${metricNames('classic').join('|')})`, 'g');

const RUNBOOKS = new RegExp(`(?<= runbook_url: )${RUNBOOKS_FILE.replace('.', '\\.')}(?=#)`, 'g');
