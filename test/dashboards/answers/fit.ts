import * as assert from 'uvu/assert';
import type { Series } from '../../cluster/driver/prometheus/prometheus-answer.js';
import type { Expectation, ShopsDay, Surroundings } from '../expectations/expectation.js';
import { EXPECTATIONS } from '../expectations/expectations.js';
import type { Dashboard } from '../files/dashboard-json.js';
import { type DashboardExpression, expressionsOf } from '../files/expressions.js';
import type { Answer } from './answers.js';

/** How a dashboard fits the script of the day, in words. */
export interface Fit {
  /** What does not fit, one line each. */
  readonly misfits: readonly string[];
  /** Queries of panels and annotations at which no expectation looks. */
  readonly unseen: readonly string[];
}

/** The part of a day that {@link fitOf} needs. */
export interface Played extends Pick<Surroundings, 'startedAt' | 'endedAt' | 'query'> {
  readonly shops: readonly ShopsDay[];
}

/**
 * Tries the expectations of a dashboard with what Prometheus answered, in both shops.
 * @param answers of all dashboards: a panel may have to show the same as another one
 */
export async function fitOf(
  dashboard: Dashboard,
  answers: ReadonlyMap<Dashboard, readonly Answer[]>,
  day: Played,
  expectations: readonly Expectation[] = EXPECTATIONS[dashboard.title] ?? [],
): Promise<Fit> {
  const asked = expressionsOf(dashboard).filter(({ kind }) => kind !== 'variable');
  const seen = new Set<string>();
  const misfits = expectations.map(async (expectation) => {
    if (!asked.some(({ title }) => title === expectation.panel)) return [`There is no panel ${expectation.panel}.`];
    const inShops = day.shops.map((shop) => misfitsIn(shop, expectation, dashboard, answers, day, seen));
    return (await Promise.all(inShops)).flat();
  });
  return { misfits: (await Promise.all(misfits)).flat(), unseen: asked.map(nameOf).filter((name) => !seen.has(name)) };
}

async function misfitsIn(
  shop: ShopsDay,
  { panel, check }: Expectation,
  dashboard: Dashboard,
  answers: ReadonlyMap<Dashboard, readonly Answer[]>,
  { startedAt, endedAt, query }: Played,
  seen: Set<string>,
): Promise<string[]> {
  const ofPanel = withAll(answers.get(dashboard) ?? [], shop, panel);
  if (ofPanel.length === 0) return [`${panel} (${shop.job}): nothing was asked.`];
  const workers = [...new Set(ofPanel.map(({ repeatedFor = '' }) => repeatedFor))];
  const misfits = workers.map(async (worker) => {
    const shown = (refId = 'A'): readonly Series[] => {
      const found = ofPanel.find(
        (one) => (one.repeatedFor ?? '') === worker && (one.expression.refId ?? 'A') === refId,
      );
      if (found === undefined) throw new Error(`There is no query ${refId}.`);
      seen.add(nameOf(found.expression));
      return found.series;
    };
    const beside: Surroundings['beside'] = (...which) => shownBeside(answers, shop, ...which);
    try {
      await check(shown, shop, { startedAt, endedAt, worker, beside, query });
      return [];
    } catch (error) {
      return [`${panel} (${[shop.job, worker].filter(Boolean).join(', worker ')}): ${inWords(error)}`];
    }
  });
  return (await Promise.all(misfits)).flat();
}

function shownBeside(
  answers: ReadonlyMap<Dashboard, readonly Answer[]>,
  shop: ShopsDay,
  dashboard: string,
  panel: string,
  refId = 'A',
): readonly Series[] {
  const [, ofDashboard = []] = [...answers].find(([{ title }]) => title === `prom-cluster / ${dashboard}`) ?? [];
  const found = withAll(ofDashboard, shop, panel).find(({ expression }) => (expression.refId ?? 'A') === refId);
  if (found === undefined) throw new Error(`There is no query ${refId} of ${panel} in ${dashboard}.`);
  return found.series;
}

/** The answers of a panel or an annotation under the choice of all values. */
function withAll(answers: readonly Answer[], { job }: ShopsDay, panel: string): Answer[] {
  const all = `${job}, all`;
  return answers.filter(
    ({ expression: { title, kind }, choice }) =>
      title === panel && kind !== 'variable' && (choice === all || choice.startsWith(`${all},`)),
  );
}

function nameOf({ title, refId }: DashboardExpression): string {
  return refId === undefined ? title : `${title} ${refId}`;
}

function inWords(error: unknown): string {
  if (!(error instanceof assert.Assertion)) return error instanceof Error ? error.message : String(error);
  return error.generated
    ? `expected ${JSON.stringify(error.expects)}, got ${JSON.stringify(error.actual)}`
    : error.message;
}
