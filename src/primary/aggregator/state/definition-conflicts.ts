import type { FamilyDefinition } from '../../../shared/model/family.js';

/**
 * Finds a difference that makes it impossible to merge a family under the definition that its name has now, which is called
 * the standing definition. Returns undefined if the family can be merged.
 */
export function mergeObstacle(standing: FamilyDefinition, other: FamilyDefinition): DefinitionReason | undefined {
  if (standing.type !== other.type) return 'type';
  if (standing.scope !== other.scope) return 'scope';
  if (String(standing.bounds) !== String(other.bounds)) return 'buckets';
  // A family of worker scope is not aggregated: each of its series is one worker's.
  return standing.scope === 'merged' && standing.aggregator !== other.aggregator ? 'aggregator' : undefined;
}

/**
 * Lists what a definition differs in from the standing one: the obstacle, or the differences with which the family can still be
 * merged. The page then shows the standing help text, and the labels of both.
 * @param isWithinWorker whether the worker has the standing definition too, from another registry
 */
export function differences(
  standing: FamilyDefinition,
  other: FamilyDefinition,
  isWithinWorker = false,
): DefinitionDifference[] {
  const obstacle = mergeObstacle(standing, other);
  const reasons = obstacle ? [obstacle] : mergeableReasons(standing, other);
  return reasons.map((reason) => {
    const [inUse, own] = [standing, other].map((definition) => brief(partOf(definition, reason)));
    const has = isWithinWorker ? `this worker has ${own} too` : `this worker has ${own}`;
    return { reason, detail: `${inUse} is in use, ${has}` };
  });
}

function mergeableReasons(standing: FamilyDefinition, other: FamilyDefinition): DefinitionReason[] {
  const reasons: DefinitionReason[] = [];
  if (standing.help !== other.help) reasons.push('help');
  if (String(standing.labelNames) !== String(other.labelNames)) reasons.push('labels');
  return reasons;
}

/** Whether two definitions are the same. */
export function isSameDefinition(one: FamilyDefinition, other: FamilyDefinition): boolean {
  if (one.name !== other.name || one.aggregator !== other.aggregator) return false;
  return mergeObstacle(one, other) === undefined && mergeableReasons(one, other).length === 0;
}

/** What two definitions of one name can differ in. */
export type DefinitionReason = 'type' | 'buckets' | 'aggregator' | 'scope' | 'help' | 'labels';

/** A difference between a definition and the standing definition of its name. */
export interface DefinitionDifference {
  readonly reason: DefinitionReason;
  /** What is in use, and what the worker has. */
  readonly detail: string;
}

function partOf(definition: FamilyDefinition, reason: DefinitionReason): unknown {
  if (reason === 'buckets') return definition.bounds;
  return reason === 'labels' ? definition.labelNames : definition[reason];
}

function brief(part: unknown): string {
  const text = JSON.stringify(part);
  return text.length > 100 ? `${text.slice(0, 100)}...` : text;
}
