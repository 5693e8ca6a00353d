/** This library, as reports and tables name it. */
export const OURS = 'prom-cluster';

/** The order of columns; what is not listed comes after. */
const ORDER = [OURS, 'prom-client', '@prometheus-io/client', '@platformatic/prom-client', 'client_golang', 'bare'];

/** Every library that one of the records has an entry of, in the order of columns. */
export function librariesOf(records: readonly Readonly<Record<string, unknown>>[]): string[] {
  const names = new Set(records.flatMap((record) => Object.keys(record)));
  return [...ORDER.filter((name) => names.delete(name)), ...[...names].sort()];
}

/** How a column is headed. */
export function heading(library: string): string {
  return library === 'client_golang' ? "Go's client_golang" : library;
}

/** Why a library that could be measured was not, where a run has no version of it. */
const NEEDS: Readonly<Record<string, string>> = {
  '@prometheus-io/client': 'it needs Node 22 or later',
  client_golang: 'it needs Go and its package',
};

/** A sentence on the libraries that a run has no version of, or none. */
export function absentSentence(versions: Readonly<Record<string, string>>): string[] {
  const absent = ORDER.filter((name) => name !== 'bare' && versions[name] === undefined);
  if (absent.length === 0) return [];
  const reasons = absent.map((name) => `${heading(name)} (${NEEDS[name] ?? 'it was left out'})`);
  return [`Not in this run: ${reasons.join(', ')}.`];
}
