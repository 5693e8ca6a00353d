import type { Graph, Query } from './board.js';

/** A graph panel, given by the properties in which graphs differ. */
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
