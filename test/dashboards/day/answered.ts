import type { Answered } from './shop-load.js';

/** The number of answers of one kind. */
export interface Kind {
  readonly endpoint: string;
  readonly method: string;
  readonly status: string;
  readonly count: number;
}

/** The kinds of answers, each with its number. */
export function kindsOf(answered: readonly Answered[]): Kind[] {
  const names = unique(answered.map(({ endpoint, method, status }) => `${method} ${endpoint} ${status}`));
  return names.map((name) => {
    const [method = '', endpoint = '', status = ''] = name.split(' ');
    return { method, endpoint, status, count: ofKind(answered, { method, endpoint, status }).length };
  });
}

/** The answers of a kind. A property that is left out may have any value; a status may be its first digit only. */
export function ofKind(answered: readonly Answered[], kind: Partial<Omit<Kind, 'count'>>): Answered[] {
  const { endpoint, method, status = '' } = kind;
  return answered.filter(
    (one) =>
      [one.endpoint, undefined].includes(endpoint) &&
      [one.method, undefined].includes(method) &&
      one.status.startsWith(status),
  );
}

/** The answers after one moment and not after another, in seconds since the epoch. */
export function inTime<T extends Pick<Answered, 'at'>>(answered: readonly T[], after: number, until: number): T[] {
  return answered.filter(({ at }) => at > after && at <= until);
}

/** The values of a label, sorted. */
export function valuesOfLabel(answered: readonly Answered[], label: 'endpoint' | 'method' | 'status'): string[] {
  return unique(answered.map((one) => one[label]));
}

/** The sum of a measure over all answers. */
export function total(answered: readonly Answered[], measure: 'seconds' | 'sentBytes' | 'receivedBytes'): number {
  return answered.reduce((sum, one) => sum + one[measure], 0);
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
