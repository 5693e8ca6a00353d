import { alerts } from '../../../dashboards/rules/alerts.js';
import { recordingRules } from '../../../dashboards/rules/recording-rules.js';
import type { AlertRule, RecordingRule, RuleGroup } from '../../../dashboards/rules/rule-group.js';
import type { NamingOptions } from '../../../src/shared/model/request-names.js';

/**
 * The rule of this name and those that it depends on, in their groups. All others would be evaluated for nothing every minute
 * of a case, which takes ten times as long.
 */
export function neededRules(name: string, options: NamingOptions): readonly RuleGroup[] {
  const groups: readonly RuleGroup[] = [...recordingRules(options), ...alerts()];
  const needed = closure(
    name,
    groups.flatMap(({ rules }) => rules),
  );
  return groups
    .map((group) => ({ ...group, rules: group.rules.filter((rule) => needed.has(nameOf(rule))) }))
    .filter(({ rules }) => rules.length > 0);
}

function closure(name: string, rules: readonly (RecordingRule | AlertRule)[], found = new Set<string>()): Set<string> {
  const exprs = rules.filter((rule) => nameOf(rule) === name).map(({ expr }) => expr);
  if (exprs.length === 0 || found.has(name)) return found;
  found.add(name);
  // What is recorded has a colon in its name, and nothing else has.
  for (const [used] of exprs.join(' ').matchAll(/\w+(?::\w+)+/g)) closure(used, rules, found);
  return found;
}

function nameOf(rule: RecordingRule | AlertRule): string {
  return 'record' in rule ? rule.record : rule.alert;
}
