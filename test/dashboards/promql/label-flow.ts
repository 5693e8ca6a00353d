import type { KnownSeries } from './known-series.js';
import {
  childOf,
  childrenOf,
  functionOf,
  groupingsOf,
  labelsBehind,
  type Promql,
  partsOf,
  selectorOf,
  textOf,
  unquoted,
} from './promql.js';

/** The labels that the answer to an expression can have. */
export interface Given {
  /** Undefined when a metric does not exist. */
  readonly labels: ReadonlySet<string> | undefined;
  /** Groupings by labels that the grouped series do not have, one line each. */
  readonly problems: readonly string[];
}

const NOTHING: Given = { labels: new Set(), problems: [] };
/** Aggregations that choose series and leave them unchanged. */
const CHOOSING = new Set(['topk', 'bottomk', 'limitk', 'limit_ratio']);
const CONSTANT = new Set(['NumberDurationLiteral', 'StringLiteral']);
const KEPT_BY_LEFT = new Set(['And', 'Unless']);

/** Follows the labels from the selectors of an expression to its answer. */
export function labelsGiven(expression: Promql, known: KnownSeries): Given {
  const below = partsOf(expression).map((part) => labelsGiven(part, known));
  const own = stepOf(expression, below, known);
  return { labels: own.labels, problems: [...below.flatMap(({ problems }) => problems), ...own.problems] };
}

function stepOf(expression: Promql, below: readonly Given[], known: KnownSeries): Given {
  const { name } = expression.node;
  if (CONSTANT.has(name)) return NOTHING;
  if (name === 'VectorSelector') return ofSelector(expression, known);
  if (name === 'AggregateExpr') return ofAggregation(expression, below);
  if (name === 'FunctionCall') return ofFunction(expression, below);
  if (name === 'BinaryExpr') return ofBinary(expression, below);
  // Brackets, signs, ranges, offsets.
  return given(below[0]?.labels);
}

function ofSelector(expression: Promql, known: KnownSeries): Given {
  const labels = known.labelsOfSelector(selectorOf(expression));
  return given(labels && new Set(labels.keys()));
}

function ofAggregation(aggregation: Promql, below: readonly Given[]): Given {
  const inner = below.at(-1)?.labels;
  const operator = textOf(childOf(aggregation, 'AggregateOp') ?? aggregation);
  const modifier = childOf(aggregation, 'AggregateModifier');
  const [grouping] = modifier === undefined ? [] : groupingsOf(modifier);
  const problems = missing(grouping?.labels ?? [], [inner], grouping?.keyword ?? '', aggregation);
  if (CHOOSING.has(operator)) return { labels: inner, problems };
  const kept = grouping?.keyword === 'without' ? less(inner, grouping.labels) : new Set(grouping?.labels);
  return { labels: operator === 'count_values' ? plus(kept, [stringsOf(aggregation)[0] ?? '']) : kept, problems };
}

function ofFunction(call: Promql, below: readonly Given[]): Given {
  const name = functionOf(call);
  const labels = union(below);
  if (name === 'histogram_quantile') {
    return { labels: less(labels, ['le']), problems: missing(['le'], [labels], 'take a quantile by', call) };
  }
  if (name === 'label_replace' || name === 'label_join') return given(plus(labels, [stringsOf(call)[0] ?? '']));
  if (name === 'absent' || name === 'absent_over_time') return ofAbsence(call);
  return name === 'vector' || name === 'scalar' ? NOTHING : given(labels);
}

/** The answer of `absent` has the labels that its selector asks for by equality. */
function ofAbsence(call: Promql): Given {
  const [argument] = partsOf(call);
  const selector = argument?.node.name === 'MatrixSelector' ? partsOf(argument)[0] : argument;
  if (selector?.node.name !== 'VectorSelector') return NOTHING;
  const equal = selectorOf(selector).matchers.filter(({ operator }) => operator === '=');
  return given(new Set(equal.map(({ label }) => label)));
}

function ofBinary(operation: Promql, [left = NOTHING, right = NOTHING]: readonly Given[]): Given {
  const clause = childOf(operation, 'MatchingModifierClause');
  const keywords = clause === undefined ? [] : childrenOf(clause).filter(({ node }) => node.name !== 'GroupingLabels');
  const [matching, group] = keywords;
  const on = matching?.node.name === 'On' ? labelsBehind(matching) : [];
  const ignored = matching?.node.name === 'Ignoring' ? labelsBehind(matching) : [];
  const joined = group === undefined ? [] : labelsBehind(group);
  const [many, one] = group?.node.name === 'GroupRight' ? [right, left] : [left, right];
  const problems = [
    ...missing(on, [left.labels, right.labels], 'match on', operation),
    ...missing(ignored, [union([left, right])], 'ignore', operation),
    ...missing(joined, [one.labels], 'join', operation),
  ];
  if (childrenOf(operation).some(({ node }) => KEPT_BY_LEFT.has(node.name))) return { labels: left.labels, problems };
  if (childOf(operation, 'Or') !== undefined) return { labels: union([left, right]), problems };
  if (group !== undefined) return { labels: plus(many.labels, joined), problems };
  if (matching?.node.name === 'On') return { labels: new Set(on), problems };
  return { labels: less(union([left, right]), ignored), problems };
}

/** Labels that one of the sides does not have. */
function missing(
  labels: readonly string[],
  sides: readonly (ReadonlySet<string> | undefined)[],
  purpose: string,
  where: Promql,
): string[] {
  return labels
    .filter((label) => label !== '__name__' && sides.some((side) => side?.has(label) === false))
    .map((label) => `no label ${label} to ${purpose.replace(/^(?:by|without)$/, 'group $&')} in: ${textOf(where)}`);
}

function stringsOf(call: Promql): string[] {
  return partsOf(call)
    .filter(({ node }) => node.name === 'StringLiteral')
    .map((literal) => unquoted(textOf(literal)));
}

function given(labels: ReadonlySet<string> | undefined): Given {
  return { labels, problems: [] };
}

function union(sides: readonly Given[]): ReadonlySet<string> | undefined {
  const all = new Set<string>();
  for (const { labels } of sides) {
    if (labels === undefined) return undefined;
    for (const label of labels) all.add(label);
  }
  return all;
}

function plus(labels: ReadonlySet<string> | undefined, more: readonly string[]): ReadonlySet<string> | undefined {
  return labels && new Set([...labels, ...more]);
}

function less(labels: ReadonlySet<string> | undefined, fewer: readonly string[]): ReadonlySet<string> | undefined {
  return labels && new Set([...labels].filter((label) => !fewer.includes(label)));
}
