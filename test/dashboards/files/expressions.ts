import { parse } from 'yaml';
import type { Dashboard, Panel, Target, Variable } from './dashboard-json.js';

/** One expression of a dashboard. */
export interface DashboardExpression {
  /** Title of the dashboard. */
  readonly dashboard: string;
  readonly kind: 'panel' | 'variable' | 'annotation';
  /** The panel's title, or the name of the variable or of the annotation. */
  readonly title: string;
  readonly panelId?: number | undefined;
  readonly refId?: string | undefined;
  /** The expression with its variables, which are not filled in. */
  readonly expr: string;
  readonly legendFormat?: string | undefined;
  /** The variable that repeats the panel or its row: for each of its values the panel is there once. */
  readonly repeatedBy?: string | undefined;
  /** Whether the expression is asked at an instant; else over a range. */
  readonly isInstant: boolean;
}

/** One rule of a file. */
export interface RuleExpression {
  readonly group: string;
  /** The name of the series that the rule records, or of the alert. */
  readonly name: string;
  readonly kind: 'record' | 'alert';
  readonly expr: string;
}

interface RuleGroup {
  readonly name: string;
  readonly rules: readonly { readonly record?: string; readonly alert?: string; readonly expr: string | number }[];
}

/** All expressions of a dashboard: of panels, those in closed rows too, of variables and of annotations. */
export function expressionsOf(dashboard: Dashboard): DashboardExpression[] {
  const { title } = dashboard;
  return [
    ...placedPanels(dashboard.panels).flatMap(({ panel, repeatedBy }) => {
      const kind = 'panel' as const;
      const where = { dashboard: title, kind, title: panel.title ?? '', panelId: panel.id, repeatedBy };
      return (panel.targets ?? []).flatMap((target) => ofTarget(target, where));
    }),
    ...(dashboard.templating.list ?? []).flatMap((variable) => {
      const expr = expressionOfVariable(variable);
      if (expr === undefined) return [];
      return [{ dashboard: title, kind: 'variable' as const, title: variable.name, expr, isInstant: false }];
    }),
    ...(dashboard.annotations.list ?? []).flatMap(({ name, builtIn, expr, target }) => {
      if (builtIn === 1) return [];
      return ofTarget({ ...target, ...(expr && { expr }) }, { dashboard: title, kind: 'annotation', title: name });
    }),
  ];
}

/** The rules of a file's text. */
export function rulesOf(yaml: string): RuleExpression[] {
  const { groups } = parse(yaml) as { readonly groups: readonly RuleGroup[] };
  return groups.flatMap(({ name: group, rules }) =>
    rules.map(({ record, alert, expr }) => ({
      group,
      name: record ?? alert ?? '',
      kind: record === undefined ? 'alert' : 'record',
      expr: `${expr}`,
    })),
  );
}

/**
 * The expression that gives the values of a variable: those of `label_values(up{job="x"}, instance)` are the values of
 * `instance` in the answer to `count by (instance) (up{job="x"})`. Undefined for a variable without a query.
 * @throws for a form of query that is not known here
 */
export function expressionOfVariable({ name, type, query }: Variable): string | undefined {
  if (type !== 'query') return undefined;
  const text = (typeof query === 'string' ? query : query?.query)?.trim() ?? '';
  const ofMetric = /^label_values\((.+),\s*(\w+)\s*\)$/s.exec(text);
  if (ofMetric !== null) return `count by (${ofMetric[2]}) (${ofMetric[1]})`;
  const ofLabel = /^label_values\((\w+)\)$/.exec(text);
  if (ofLabel !== null) return `count by (${ofLabel[1]}) ({${ofLabel[1]}!=""})`;
  const ofResult = /^query_result\((.+)\)$/s.exec(text);
  if (ofResult?.[1] !== undefined) return ofResult[1];
  throw new Error(`Not a form of the variable ${name}'s query that is known here: ${text}`);
}

/** Panels, and the variable that repeats each. An open row has the panels up to the next row, a closed row those that it hides. */
function placedPanels(panels: readonly Panel[], ofRow?: string): { panel: Panel; repeatedBy: string | undefined }[] {
  let current = ofRow;
  return panels.flatMap((panel) => {
    if (panel.type !== 'row') return [{ panel, repeatedBy: panel.repeat ?? current }];
    current = panel.repeat;
    return placedPanels(panel.panels ?? [], panel.repeat);
  });
}

function ofTarget(target: Target, where: Omit<DashboardExpression, 'expr' | 'isInstant'>): DashboardExpression[] {
  const { refId, expr, legendFormat, instant, range } = target;
  if (expr === undefined || expr === '') return [];
  return [{ ...where, refId, expr, legendFormat, isInstant: instant === true && range !== true }];
}
