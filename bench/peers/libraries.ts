import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** A library that is compared: what it is called on npm. */
export type LibraryName = (typeof LIBRARY_NAMES)[number];

/** This library first, then its peers. */
export const LIBRARY_NAMES = [
  'prom-cluster',
  'prom-client',
  '@prometheus-io/client',
  '@platformatic/prom-client',
] as const;

/** The one whose failures count. */
export const OURS: LibraryName = 'prom-cluster';

/** What a package says of itself. */
export interface Library {
  readonly name: LibraryName;
  readonly version: string;
  /** The lowest major version of Node that it says it runs on. */
  readonly minNode: number;
}

/** Reads what an installed package says of itself. */
export function libraryOf(name: LibraryName): Library {
  const { version, engines }: { version: string; engines?: { node?: string } } = JSON.parse(
    readFileSync(manifestPath(name), 'utf8'),
  );
  const majors = engines?.node?.split('||').map((range) => Number(/\d+/.exec(range)?.[0] ?? 0)) ?? [0];
  return { name, version, minNode: Math.min(...majors) };
}

// A package's `exports` may leave its package.json out, so it is looked for beside what is exported.
function manifestPath(name: LibraryName): string {
  if (name === OURS) return join(import.meta.dirname, '../../../package.json');
  return join(dirname(createRequire(import.meta.url).resolve(name)), 'package.json');
}
