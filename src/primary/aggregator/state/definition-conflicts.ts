import type { FamilyDefinition } from '../../../shared/model/family.js';

/**
 * Finds a difference that makes it impossible to merge a family under the definition that its name has now, which is called
 * the standing definition. Returns undefined if the family can be merged.
 */
export function mergeObstacle(standing: FamilyDefinition, other: FamilyDefinition): DefinitionConflict | undefined {
  if (standing.type !== other.type) return conflict('type', standing.type, other.type);
  if (standing.scope !== other.scope) return conflict('scope', standing.scope, other.scope);
  if (String(standing.bounds) !== String(other.bounds)) return conflict('buckets', standing.bounds, other.bounds);
  // A family of worker scope is not aggregated: each of its series is one worker's.
  if (standing.scope === 'merged' && standing.aggregator !== other.aggregator) {
    return conflict('aggregator', standing.aggregator, other.aggregator);
  }
  return undefined;
}

/** Lists the differences with which a family can still be merged. The page shows the first help text, and the labels of both. */
export function mergeableConflicts(standing: FamilyDefinition, other: FamilyDefinition): DefinitionConflict[] {
  const conflicts: DefinitionConflict[] = [];
  if (standing.help !== other.help) conflicts.push(conflict('help', standing.help, other.help));
  if (String(standing.labelNames) !== String(other.labelNames)) {
    conflicts.push(conflict('labels', standing.labelNames, other.labelNames));
  }
  return conflicts;
}

/** Whether two definitions are the same. */
export function isSameDefinition(one: FamilyDefinition, other: FamilyDefinition): boolean {
  if (one.name !== other.name || one.aggregator !== other.aggregator) return false;
  return mergeObstacle(one, other) === undefined && mergeableConflicts(one, other).length === 0;
}

/** A difference between a definition and the standing definition of its name. */
export interface DefinitionConflict {
  readonly reason: 'type' | 'buckets' | 'aggregator' | 'scope' | 'help' | 'labels';
  readonly detail: string;
}

function conflict(reason: DefinitionConflict['reason'], standing: unknown, other: unknown): DefinitionConflict {
  return { reason, detail: `${brief(standing)} is in use, ${brief(other)} was sent` };
}

function brief(part: unknown): string {
  const text = JSON.stringify(part);
  return text.length > 100 ? `${text.slice(0, 100)}...` : text;
}
