import type { FamilyDefinition, Labels } from '../../../../src/shared/model/family.js';
import type { Held } from './oracle.js';

/** What a worker states next. Counts grow by the amounts and are whole where events are counted. */
export function nextValues(
  { name, type, bounds }: FamilyDefinition,
  last: readonly number[] | undefined,
  amounts: readonly number[],
): number[] {
  const [first = 0, ...rest] = amounts;
  const before = (index: number) => last?.[index] ?? 0;
  if (type === 'counter') return [before(0) + first];
  if (type === 'histogram') {
    const steps = amounts
      .map((amount) => (Number.isFinite(amount) ? Math.floor(amount) % 8 : 0))
      .slice(0, bounds.length + 1);
    const counts = steps.map(
      (_, index) => before(index) + steps.slice(0, index + 1).reduce((sum, step) => sum + step, 0),
    );
    return [...counts, before(bounds.length + 1) + first];
  }
  if (type === 'summary') return [before(0) + first, before(1) + 1, ...rest.slice(0, bounds.length)];
  // Four of five values of such a gauge are 1.
  if (name.endsWith('_info') && Math.floor(first) % 5 !== 0) return [1];
  return [first - 1000];
}

/** A reset shows only when something was counted. */
export function canBeSeen({ type, bounds }: FamilyDefinition, { finite }: Held): boolean {
  const index = type === 'histogram' ? bounds.length : type === 'summary' ? 1 : 0;
  return (finite[index] ?? 0) > 1;
}

/** Whether the values of a family are totals, which the ledger keeps. */
export function isTotal({ type, scope, aggregator }: FamilyDefinition): boolean {
  return type !== 'gauge' && type !== 'untyped' && (scope === 'worker' || aggregator === 'sum');
}

/** The key of a series among those of one worker. */
export function keyOf(family: FamilyDefinition, labels: Labels): string {
  return `${family.name} ${JSON.stringify(labels)}`;
}

/** The key of a series in the ledger. */
export function ledgerKey({ family, labels }: Pick<Held, 'family' | 'labels'>, slot: number): string {
  return family.scope === 'worker' ? `${slot} ${keyOf(family, labels)}` : keyOf(family, labels);
}
