import { parser } from '@prometheus-io/lezer-promql';

/** A condition on a label. */
export interface Matcher {
  readonly label: string;
  /** `=`, `!=`, `=~` or `!~`. */
  readonly operator: string;
  readonly value: string;
}

/** A metric that an expression reads. */
export interface Selector {
  readonly metric: string;
  readonly matchers: readonly Matcher[];
}

/** What an expression reads, and the labels that it groups and matches by. */
export interface Reading {
  readonly selectors: readonly Selector[];
  readonly groupedBy: readonly string[];
}

type SyntaxNode = ReturnType<typeof parser.parse>['topNode'];

/** @throws where the expression is no PromQL */
export function read(expr: string): Reading {
  const selectors: Selector[] = [];
  const groupedBy: string[] = [];
  parser.parse(expr).iterate({
    enter({ node }) {
      if (node.type.isError) throw new Error(`Not PromQL at ${node.from}: ${expr}`);
      if (node.name === 'VectorSelector') selectors.push(selectorAt(node, expr));
      if (node.name === 'GroupingLabels') groupedBy.push(...texts(node, 'LabelName', expr));
    },
  });
  return { selectors, groupedBy };
}

function selectorAt(node: SyntaxNode, expr: string): Selector {
  const matchers = node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
  return {
    metric: texts(node, 'Identifier', expr).join(),
    matchers: matchers.map((matcher) => ({
      label: texts(matcher, 'LabelName', expr).join(),
      operator: texts(matcher, 'MatchOp', expr).join(),
      value: texts(matcher, 'StringLiteral', expr).join().slice(1, -1),
    })),
  };
}

function texts(node: SyntaxNode, child: string, expr: string): string[] {
  return node.getChildren(child).map(({ from, to }) => expr.slice(from, to));
}
