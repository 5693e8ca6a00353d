import { stringify } from 'yaml';
import type { RuleGroup } from './rule-group.js';

/** Who has the repository changes the source; who has an export changes that, and keeps it from the next. */
const HEADER =
  '# Generated from dashboards/rules by `npm run dashboards`; an export by `npx prom-cluster dashboards` writes over what is there.\n';

/**
 * A rule file of Prometheus.
 * @param about a line that says what it holds and what it needs
 */
export function ruleYaml(about: string, groups: readonly RuleGroup[]): string {
  return `${HEADER}# ${about}\n${stringify({ groups }, { lineWidth: 0 })}`;
}
