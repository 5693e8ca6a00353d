import type { FamilyDefinition } from '../../../../src/shared/model/family.js';

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
