import type { Day, ShopDay } from '../day/scripted-day.js';
import { FAILING_ENDPOINT } from '../day/shop-load.js';
import type { Dashboard, Variable } from '../files/dashboard-json.js';
import { type DashboardExpression, expressionOfVariable } from '../files/expressions.js';
import { all, chosen, type Filling, type Fillings, fillIn, timeFillings } from '../files/variables.js';

/** The values that a reader of a dashboard has chosen for its variables. */
export interface Choice {
  /** The choice in words, for messages. */
  readonly name: string;
  readonly fillings: Fillings;
  /** The value for which a repeated panel is there. */
  readonly repeatedFor?: string;
}

/** Time between two points of a panel, in seconds. */
export const STEP_SECONDS = 2;
/** Range of the panels' rates, in seconds: long enough for scrapes every second, and short beside the day. */
export const RATE_SECONDS = 20;
/** Time after the start of a day from which on the window of every rate is full: Prometheus takes some of it to start. */
export const FULL_WINDOWS_SECONDS = 1.5 * RATE_SECONDS;
const SETTLED: ReadonlySet<string> = new Set(['datasource', 'namespace', 'job']);

/**
 * The choices under which the expressions of a dashboard have to answer for a shop: all instances, workers and endpoints; and
 * one of each, to which the script has done something.
 */
export async function choicesOf(dashboard: Dashboard, day: Day, shop: ShopDay): Promise<Choice[]> {
  const variables = dashboard.templating.list ?? [];
  const settled = new Map([...timeFillings(day, STEP_SECONDS, RATE_SECONDS), ...fillSettled(variables, shop)]);
  const free = variables.filter(({ name }) => !SETTLED.has(name));
  const everything = new Map(settled);
  // One after another: a variable's query may use those before it.
  for (const variable of free) everything.set(variable.name, all(variable, await optionsOf(variable, everything, day)));
  const one = free.map((variable) => [variable.name, chosen(variable, oneOf(variable, shop))] as const);
  return [
    { name: `${shop.job}, all`, fillings: everything },
    { name: `${shop.job}, one`, fillings: new Map([...settled, ...one]) },
  ];
}

/** The choices for one expression. An expression that a variable repeats has one choice for each value of the variable. */
export async function choicesFor(
  { repeatedBy }: DashboardExpression,
  dashboard: Dashboard,
  choice: Choice,
  day: Day,
): Promise<Choice[]> {
  const variable = dashboard.templating.list?.find(({ name }) => name === repeatedBy);
  if (variable === undefined) return [choice];
  const options = await optionsOf(variable, choice.fillings, day);
  return options.map((value) => ({
    name: `${choice.name}, ${variable.name} ${value}`,
    repeatedFor: value,
    fillings: new Map([...choice.fillings, [variable.name, chosen(variable, value)]]),
  }));
}

function fillSettled(variables: readonly Variable[], shop: ShopDay): (readonly [string, Filling])[] {
  const values: Readonly<Record<string, string>> = { datasource: 'Prometheus', namespace: shop.prefix, job: shop.job };
  return variables
    .filter(({ name }) => SETTLED.has(name))
    .map((variable) => [variable.name, chosen(variable, values[variable.name] ?? '')] as const);
}

function oneOf({ name }: Variable, shop: ShopDay): string {
  switch (name) {
    case 'instance':
      return new URL(shop.fixture.metricsUrl).host;
    case 'worker':
      return `${shop.killed.slot}`;
    case 'endpoint':
      return FAILING_ENDPOINT;
    default:
      throw new Error(`The variable ${name} is new: say here which of its values the day has something to tell of.`);
  }
}

/** The values of a variable that Grafana offers. */
export async function optionsOf(variable: Variable, fillings: Fillings, day: Day): Promise<string[]> {
  const expr = expressionOfVariable(variable);
  if (expr === undefined) return [];
  const found = await day.query(fillIn(expr, fillings));
  return found.flatMap(({ labels }) => Object.values(labels)).sort();
}
