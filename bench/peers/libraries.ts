import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type LibraryName, OURS } from '../report/library-names.js';

/** What a package states in its package.json. */
export interface Library {
  readonly name: LibraryName;
  readonly version: string;
  /** Lowest major version of Node in `engines`; 0 without `engines`. */
  readonly minNode: number;
}

/** Reads the package.json of an installed package. */
export function libraryOf(name: LibraryName): Library {
  const { version, engines }: { version: string; engines?: { node?: string } } = JSON.parse(
    readFileSync(manifestPath(name), 'utf8'),
  );
  const majors = engines?.node?.split('||').map((range) => Number(/\d+/.exec(range)?.[0] ?? 0)) ?? [0];
  return { name, version, minNode: Math.min(...majors) };
}

// `exports` of a package may leave package.json out: the file is read beside the module that is exported.
function manifestPath(name: LibraryName): string {
  if (name === OURS) return join(import.meta.dirname, '../../../package.json');
  return join(dirname(createRequire(import.meta.url).resolve(name)), 'package.json');
}
