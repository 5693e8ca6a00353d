import type { FamilyDefinition } from '../../shared/model/family.js';

/** Defines a family whose values the aggregator adds up: over all workers (`merged`) or over one slot (`worker`). */
export function defineFamily({ labelNames = [], bounds = [], ...family }: FamilyParts): FamilyDefinition {
  return { ...family, aggregator: 'sum', labelNames: [...labelNames].sort(), bounds };
}

/** A family of the library: like a {@link FamilyDefinition}, but with label names in any order, or without them. */
export interface FamilyParts extends Pick<FamilyDefinition, 'name' | 'help' | 'type' | 'scope'> {
  /** @default none */
  readonly labelNames?: readonly string[];
  /** @default none */
  readonly bounds?: readonly number[];
}
