import { alerts } from '../../../dashboards/rules/alerts.js';
import { recordingRules } from '../../../dashboards/rules/recording-rules.js';
import type { AlertRule, RecordingRule, RuleGroup } from '../../../dashboards/rules/rule-group.js';
import type { NamingOptions } from '../../../src/shared/model/request-names.js';

/**
 * The rule of this name and the rules that it depends on, in their groups. With all other rules a case takes ten times as
 * long, since they are evaluated every minute as well.
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
  // Only the names of recorded series have a colon.
  for (const [used] of exprs.join(' ').matchAll(/\w+(?::\w+)+/g)) closure(used, rules, found);
  return found;
}

function nameOf(rule: RecordingRule | AlertRule): string {
  return 'record' in rule ? rule.record : rule.alert;
}
