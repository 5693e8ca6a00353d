import { stringify } from 'yaml';
import type { RuleGroup } from './rule-group.js';

/**
 * The first line of a rule file. In the repository the source is to be changed. An exported file may be changed, but the
 * next export overwrites it.
 */
const HEADER =
  '# Generated from dashboards/rules by `npm run dashboards`; an export by `npx prom-cluster dashboards` writes over what is there.\n';

/**
 * The text of a rule file of Prometheus.
 * @param about a line that tells what the file contains and what it needs
 */
export function ruleYaml(about: string, groups: readonly RuleGroup[]): string {
  return `${HEADER}# ${about}\n${stringify({ groups }, { lineWidth: 0 })}`;
}
