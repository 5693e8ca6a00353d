import type { Answered } from './shop-load.js';

/** How many answers of one kind there were. */
export interface Kind {
  readonly endpoint: string;
  readonly method: string;
  readonly status: string;
  readonly count: number;
}

/** The kinds of answers. */
export function kindsOf(answered: readonly Answered[]): Kind[] {
  const names = unique(answered.map(({ endpoint, method, status }) => `${method} ${endpoint} ${status}`));
  return names.map((name) => {
    const [method = '', endpoint = '', status = ''] = name.split(' ');
    return { method, endpoint, status, count: ofKind(answered, { method, endpoint, status }).length };
  });
}

/** The answers of a kind; what is left out may be anything, and a status may be a digit only. */
export function ofKind(answered: readonly Answered[], kind: Partial<Omit<Kind, 'count'>>): Answered[] {
  const { endpoint, method, status = '' } = kind;
  return answered.filter(
    (one) =>
      [one.endpoint, undefined].includes(endpoint) &&
      [one.method, undefined].includes(method) &&
      one.status.startsWith(status),
  );
}

/** The answers that came after one moment and not after another, in seconds since the epoch. */
export function inTime<T extends Pick<Answered, 'at'>>(answered: readonly T[], after: number, until: number): T[] {
  return answered.filter(({ at }) => at > after && at <= until);
}

/** The values of a label that there were, sorted. */
export function valuesOfLabel(answered: readonly Answered[], label: 'endpoint' | 'method' | 'status'): string[] {
  return unique(answered.map((one) => one[label]));
}

/** The sum of what one measure says of all. */
export function total(answered: readonly Answered[], measure: 'seconds' | 'sentBytes' | 'receivedBytes'): number {
  return answered.reduce((sum, one) => sum + one[measure], 0);
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
