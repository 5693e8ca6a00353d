import type { Graph, Query } from './board.js';

/** Curves over time, in the words that differ from one to the next. */
export function graph(
  title: string,
  description: string,
  unit: string,
  width: number,
  queries: readonly Query[],
  more: Partial<Pick<Graph, 'isStacked' | 'isSigned' | 'max' | 'thresholds' | 'detail'>> = {},
): Graph {
  return { kind: 'graph', title, description, unit, width, queries, ...more };
}
