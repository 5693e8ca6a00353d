import { LIBRARY_NAMES } from '../library-names.js';

/** Order of the columns of tables. A library that is not listed stands behind the others. */
const ORDER: readonly string[] = [...LIBRARY_NAMES, 'client_golang', 'bare'];

/** All libraries that stand in one of the records at least, in the order of columns. */
export function librariesOf(records: readonly Readonly<Record<string, unknown>>[]): string[] {
  const names = new Set(records.flatMap((record) => Object.keys(record)));
  return [...ORDER.filter((name) => names.delete(name)), ...[...names].sort()];
}

/** The heading of a library's column. */
export function heading(library: string): string {
  return library === 'client_golang' ? "Go's client_golang" : library;
}

/** What a library needs that a machine may lack. */
const NEEDS: Readonly<Record<string, string>> = {
  '@prometheus-io/client': 'it needs Node 22 or later',
  client_golang: 'it needs Go and its package',
};

/** One sentence on the libraries that a run has no version of, with the reasons; empty where the run has all. */
export function absentSentence(versions: Readonly<Record<string, string>>): string[] {
  const absent = ORDER.filter((name) => name !== 'bare' && versions[name] === undefined);
  if (absent.length === 0) return [];
  const reasons = absent.map((name) => `${heading(name)} (${NEEDS[name] ?? 'it was left out'})`);
  return [`Not in this run: ${reasons.join(', ')}.`];
}
