import type { Series } from '../../cluster/driver/prometheus/prometheus-answer.js';
import type { Day, ShopDay } from '../day/scripted-day.js';
import type { Dashboard } from '../files/dashboard-json.js';
import { type DashboardExpression, expressionsOf } from '../files/expressions.js';
import { fillIn } from '../files/variables.js';
import { type Choice, choicesFor, choicesOf, STEP_SECONDS } from './choices.js';

/** The answer of Prometheus to an expression of a dashboard under a choice. */
export interface Answer {
  readonly expression: DashboardExpression;
  readonly choice: string;
  /** The value for which a repeated panel is there. */
  readonly repeatedFor?: string | undefined;
  /** The expression with its variables filled in. */
  readonly expr: string;
  readonly series: readonly Series[];
}

/** Asks every expression of a dashboard about a shop on the day, under every choice. */
export async function answersOf(dashboard: Dashboard, day: Day, shop: ShopDay): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const choice of await choicesOf(dashboard, day, shop)) {
    for (const expression of expressionsOf(dashboard)) {
      for (const one of await choicesFor(expression, dashboard, choice, day))
        answers.push(await ask(expression, one, day));
    }
  }
  return answers;
}

async function ask(expression: DashboardExpression, choice: Choice, day: Day): Promise<Answer> {
  const expr = fillIn(expression.expr, choice.fillings);
  const series = expression.isInstant ? await day.query(expr) : await day.queryRange(expr, STEP_SECONDS);
  return { expression, choice: choice.name, repeatedFor: choice.repeatedFor, expr, series };
}
