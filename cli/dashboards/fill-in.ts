import { RUNBOOKS_FILE } from '../../dashboards/rules/runbooks-file.js';
import { metricNames } from '../../src/shared/model/request-names.js';
import { withRuntimePrefix } from './runtime-prefix.js';

/** The texts in front of the names of metrics. */
export interface Prefixes {
  /** Stands in front of each name of a request metric. */
  readonly prefix: string;
  /** Stands in front of each name of a runtime metric. */
  readonly runtimePrefix: string;
}

/**
 * Sets the variable `namespace` of a dashboard to the prefix of the request metrics, and puts the prefix of the runtime metrics into
 * its expressions. A text that is no JSON, such as the provider's file, stays as it is.
 */
export function inDashboard(json: string, { prefix, runtimePrefix }: Prefixes): string {
  if (!json.startsWith('{')) return json;
  const dashboard: { templating: { list: { name: string; query?: unknown; current?: unknown; options?: unknown }[] } } =
    JSON.parse(json, (key, value: unknown) =>
      typeof value === 'string' && EXPRESSIONS.includes(key) ? withRuntimePrefix(value, runtimePrefix) : value,
    );
  const variable = dashboard.templating.list.find(({ name }) => name === 'namespace');
  if (variable) {
    variable.query = prefix;
    const value = { text: prefix, value: prefix };
    variable.current = value;
    variable.options = [{ selected: true, ...value }];
  }
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}

/** The keys under which a dashboard has expressions: those of panels and annotations, and those of variables. */
const EXPRESSIONS = ['expr', 'query', 'definition'];

/** The texts that are filled into rules, which have no variables. */
export interface InRules extends Prefixes {
  /** Stands in front of the anchor of each alert's runbook. */
  readonly runbooks: string;
}

/** Fills the prefixes and the place of the runbooks into the text of rules. */
export function inRules(yaml: string, { prefix, runtimePrefix, runbooks }: InRules): string {
  const named = withRuntimePrefix(yaml.replace(REQUEST_METRIC, `${prefix}$&`), runtimePrefix);
  return named.replace(RUNBOOKS, () => runbooks);
}

/** A name of a request metric that is not part of a longer name: `job:http_requests:rate5m`, `process_uptime_seconds`. */
const REQUEST_METRIC = new RegExp(`(?<![\\w:])(${metricNames('classic').join('|')})`, 'g');

const RUNBOOKS = new RegExp(`(?<= runbook_url: )${RUNBOOKS_FILE.replace('.', '\\.')}(?=#)`, 'g');
