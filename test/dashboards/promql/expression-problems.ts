import { type KnownLabels, type KnownSeries, matches } from './known-series.js';
import { labelsGiven } from './label-flow.js';
import { type Matcher, parsePromql, type Selector, selectorsOf } from './promql.js';

/**
 * The names in an expression that do not exist: a metric, a label in a condition or in a grouping, a value, or a pattern
 * that no value matches. A value that is excluded need not exist.
 * @throws for a syntax error
 */
export function problemsOf(expr: string, known: KnownSeries): string[] {
  const expression = parsePromql(expr);
  const problems = selectorsOf(expression).flatMap((selector) => problemsOfSelector(selector, known));
  return [...new Set([...problems, ...labelsGiven(expression, known).problems])];
}

/** The labels of a legend (`{{worker}}`) that the answer to its expression does not have, one line each. */
export function problemsOfLegend(legendFormat: string, expr: string, known: KnownSeries): string[] {
  const { labels } = labelsGiven(parsePromql(expr), known);
  const named = [...legendFormat.matchAll(/\{\{\s*([^}\s]+)\s*\}\}/g)].map(([, label = '']) => label);
  return named
    .filter((label) => labels?.has(label) === false && label !== '__name__')
    .map((label) => `no label ${label} for the legend ${legendFormat}`);
}

function problemsOfSelector(selector: Selector, known: KnownSeries): string[] {
  const labels = known.labelsOfSelector(selector);
  const name = selector.metric ?? describe(selector.matchers.filter(({ label }) => label === '__name__'));
  if (labels === undefined) return [`no metric ${name}`];
  return selector.matchers
    .filter(({ label }) => label !== '__name__')
    .flatMap((matcher) => problemsOfMatcher(matcher, name, labels));
}

function problemsOfMatcher(matcher: Matcher, metric: string, labels: KnownLabels): string[] {
  const values = labels.get(matcher.label);
  if (values === undefined) return [`no label ${matcher.label} of ${metric}`];
  if (matcher.operator.startsWith('!') || [...values].some((value) => matches(matcher, value))) return [];
  return [`no value of ${metric} that is ${describe([matcher])}`];
}

function describe(matchers: readonly Matcher[]): string {
  return `{${matchers.map(({ label, operator, value }) => `${label}${operator}${JSON.stringify(value)}`).join(',')}}`;
}
