import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

/** A parsed expression, or a part of one: a node of the grammar `@prometheus-io/lezer-promql`, with its text. */
export interface Promql {
  readonly node: SyntaxNode;
  readonly text: string;
}

/** One condition on a label. */
export interface Matcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** `name{...}` in an expression. */
export interface Selector {
  /** The metric; undefined where it is a condition on `__name__` or none at all. */
  readonly metric: string | undefined;
  readonly matchers: readonly Matcher[];
}

/** Labels behind `by`, `without`, `on`, `ignoring`, `group_left` or `group_right`. */
export interface Grouping {
  readonly keyword: string;
  readonly labels: readonly string[];
}

const COMPARISONS: ReadonlySet<string> = new Set(['Eql', 'Neq', 'Gtr', 'Gte', 'Lss', 'Lte']);
const SET_OPERATORS: ReadonlySet<string> = new Set(['And', 'Or', 'Unless']);
/** They have a value when their argument has none. */
const ABSENCES: ReadonlySet<string> = new Set(['absent', 'absent_over_time']);
const GROUPING_KEYWORDS: ReadonlySet<string> = new Set(['By', 'Without', 'On', 'Ignoring', 'GroupLeft', 'GroupRight']);
const EXPRESSIONS: ReadonlySet<string> = new Set([
  ...['AggregateExpr', 'BinaryExpr', 'FunctionCall', 'MatrixSelector', 'NumberDurationLiteral', 'OffsetExpr'],
  ...['ParenExpr', 'StepInvariantExpr', 'StringLiteral', 'SubqueryExpr', 'UnaryExpr', 'VectorSelector'],
]);

/** Parses an expression. @throws with the place of a syntax error */
export function parsePromql(text: string): Promql {
  const tree = parser.parse(text);
  tree.iterate({
    enter({ type, from }) {
      if (type.isError) throw new Error(`Syntax error at ${from} of: ${text}`);
    },
  });
  const [root] = partsOf({ node: tree.topNode, text });
  if (root === undefined) throw new Error('Expected an expression, got nothing.');
  return root;
}

/** What an expression selects, in the order of its text. */
export function selectorsOf(expression: Promql): Selector[] {
  return descendantsOf(expression, (name) => name === 'VectorSelector').map(selectorOf);
}

/** One selector's name and conditions. */
export function selectorOf(selector: Promql): Selector {
  const metric = childOf(selector, 'Identifier');
  const matchers = descendantsOf(selector, (name) => /^(?:Unq|Q)uotedLabelMatcher$/.test(name)).map(matcherOf);
  return { metric: metric && textOf(metric), matchers };
}

/** All groupings of an expression, in the order of its text. */
export function groupingsOf(expression: Promql): Grouping[] {
  return descendantsOf(expression, (name) => GROUPING_KEYWORDS.has(name)).map((keyword) => ({
    keyword: textOf(keyword),
    labels: labelsBehind(keyword),
  }));
}

/**
 * The parts of an expression that answer whenever there is data, while the whole may rightly be empty: what stands on
 * both sides of comparisons, below `and`, `or`, `unless` and in `absent()`. Parts that select nothing are left out.
 */
export function operandsOf(expression: Promql): string[] {
  const isConditional =
    descendantsOf(expression, (name) => COMPARISONS.has(name) || SET_OPERATORS.has(name)).length > 0;
  if (isConditional || hasAbsence(expression)) return partsOf(expression).flatMap(operandsOf);
  return selectorsOf(expression).length > 0 ? [textOf(expression)] : [];
}

/** Which function an expression calls; undefined when it is another thing. */
export function functionOf(call: Promql): string | undefined {
  if (call.node.name !== 'FunctionCall') return undefined;
  const name = childOf(call, 'FunctionIdentifier');
  return name && textOf(name);
}

/** The expressions just below one: operands, arguments, or what is in brackets. */
export function partsOf(expression: Promql): Promql[] {
  return childrenOf(expression).flatMap((child) => {
    if (EXPRESSIONS.has(child.node.name)) return [child];
    return child.node.name === 'FunctionCallBody' ? partsOf(child) : [];
  });
}

/** The labels behind a keyword of {@link Grouping}; none where it has no list. */
export function labelsBehind(keyword: Promql): string[] {
  const list = keyword.node.nextSibling;
  if (list?.name !== 'GroupingLabels') return [];
  return childrenOf({ ...keyword, node: list }).map(textOf);
}

/** A node somewhere below, of that kind; the first. */
export function childOf(expression: Promql, name: string): Promql | undefined {
  return childrenOf(expression).find(({ node }) => node.name === name);
}

/** The nodes just below. */
export function childrenOf({ node, text }: Promql): Promql[] {
  const children: Promql[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push({ node: child, text });
  return children;
}

/** What stands there. */
export function textOf({ node, text }: Promql): string {
  return text.slice(node.from, node.to);
}

/** The value of a string as it stands there. */
export function unquoted(literal: string): string {
  const inner = literal.slice(1, -1);
  if (literal.startsWith('`')) return inner;
  return inner.replace(/\\(x[\da-f]{2}|u[\da-f]{4}|.)/gi, (_, escaped: string) => unescaped(escaped));
}

function unescaped(escaped: string): string {
  if (escaped.length > 1) return String.fromCodePoint(Number.parseInt(escaped.slice(1), 16));
  return { n: '\n', t: '\t', r: '\r' }[escaped] ?? escaped;
}

function hasAbsence(expression: Promql): boolean {
  return descendantsOf(expression, (name) => name === 'FunctionCall').some((call) =>
    ABSENCES.has(functionOf(call) ?? ''),
  );
}

function matcherOf(matcher: Promql): Matcher {
  const [label, operator, value] = childrenOf(matcher).map(textOf);
  if (!isOperator(operator)) throw new Error(`Not a condition on a label: ${textOf(matcher)}`);
  return { label: label?.replace(/^"(.*)"$/, '$1') ?? '', operator, value: unquoted(value ?? '') };
}

function isOperator(text: string | undefined): text is Matcher['operator'] {
  return text !== undefined && /^(?:=|!=|=~|!~)$/.test(text);
}

/** Itself among them. */
function descendantsOf(expression: Promql, isMeant: (name: string) => boolean): Promql[] {
  const below = childrenOf(expression).flatMap((child) => descendantsOf(child, isMeant));
  return isMeant(expression.node.name) ? [expression, ...below] : below;
}
