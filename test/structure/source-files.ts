import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder, from `dist/test/structure`. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** A source file of the repository. */
export interface SourceFile {
  /** From the repository's folder, with `/`. */
  readonly path: string;
  /** The text without comments. */
  readonly code: string;
  /** Packages by name, files by their path from the repository's folder. */
  readonly imports: readonly string[];
}

/** The paths of all TypeScript and script files below a folder, sorted. */
export function sourcesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((path) => /\.m?ts$|\.mjs$/.test(path) && !path.includes('/node_modules/'))
    .sort();
}

/** All source files below a folder, parsed. */
export function parsedBelow(folder: string): SourceFile[] {
  return sourcesBelow(folder).map((path) => parse(path, readFileSync(join(ROOT, path), 'utf8')));
}

/** Finds what a source file imports. */
export function parse(path: string, text: string): SourceFile {
  const code = text.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
  const specifiers = code.matchAll(/(?:\bfrom|\bimport|\bimport\(|\brequire\(|\bnew URL\()\s*(['"])([^'"\n]+)\1/g);
  const imports = [...specifiers].map((match) => resolveImport(path, match[2] ?? ''));
  return { path, code, imports };
}

function resolveImport(from: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier;
  return posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts');
}
