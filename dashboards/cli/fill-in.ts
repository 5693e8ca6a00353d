import { requestNames } from '../request-names.js';

/** A dashboard whose variable `namespace` has the prefix as its value. */
export function inDashboard(json: string, prefix: string): string {
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

/** Rules, which have no variables, with the prefix before each name of a request metric. */
export function inRules(yaml: string, prefix: string): string {
  return yaml.replace(REQUEST_METRIC, `${prefix}$&`);
}

/** Not within a longer name, such as `job:http_requests:rate5m` or `process_uptime_seconds`. */
const REQUEST_METRIC = new RegExp(`(?<![\\w:])(${namesIn(requestNames('classic', '')).join('|')})`, 'g');

function namesIn({ labels: _, worker, client, ...request }: ReturnType<typeof requestNames>): string[] {
  return [...Object.values(request), ...Object.values(worker), ...Object.values(client)];
}
