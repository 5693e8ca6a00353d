import type { FamilyDefinition } from '../../../shared/model/family.js';

/** The difference because of which a family cannot be merged under the definition that stands; undefined when it can be. */
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

/** Differences with which a family can still be merged: the first help text is shown, and the labels of both. */
export function mergeableConflicts(standing: FamilyDefinition, other: FamilyDefinition): DefinitionConflict[] {
  const conflicts: DefinitionConflict[] = [];
  if (standing.help !== other.help) conflicts.push(conflict('help', standing.help, other.help));
  if (String(standing.labelNames) !== String(other.labelNames)) {
    conflicts.push(conflict('labels', standing.labelNames, other.labelNames));
  }
  return conflicts;
}

/** Whether two definitions say the same. */
export function isSameDefinition(one: FamilyDefinition, other: FamilyDefinition): boolean {
  if (one.name !== other.name || one.aggregator !== other.aggregator) return false;
  return mergeObstacle(one, other) === undefined && mergeableConflicts(one, other).length === 0;
}

/** A way in which a definition differs from the one that stands for the name. */
export interface DefinitionConflict {
  readonly reason: 'type' | 'buckets' | 'aggregator' | 'scope' | 'help' | 'labels';
  readonly detail: string;
}

function conflict(reason: DefinitionConflict['reason'], standing: unknown, other: unknown): DefinitionConflict {
  return { reason, detail: `${brief(standing)} stands, ${brief(other)} was stated` };
}

function brief(part: unknown): string {
  const text = JSON.stringify(part);
  return text.length > 100 ? `${text.slice(0, 100)}...` : text;
}
