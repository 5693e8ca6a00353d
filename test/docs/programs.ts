import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { documents, ROOT, textOf } from './documents.js';
import { blocksOf } from './markdown.js';

/** Endings of the files that blocks in these languages are written to. */
const ENDINGS: Readonly<Record<string, string>> = { js: 'mjs', cjs: 'cjs', ts: 'mts' };

/** A program that a document shows. */
export interface Program {
  /** Document and line, for the name of a test. */
  readonly where: string;
  readonly code: string;
  /** The name of its file, as `README-20.mjs`. */
  readonly file: string;
}

/** Every block of JavaScript and TypeScript in the documents. */
export function programs(): Program[] {
  return documents().flatMap((document) =>
    blocksOf(textOf(document)).flatMap(({ language, code, line }) => {
      const ending = ENDINGS[language];
      const name = `${basename(document, '.md')}-${line}`;
      return ending === undefined ? [] : [{ where: `${document}:${line}`, code, file: `${name}.${ending}` }];
    }),
  );
}

/** The packages that a program asks for, without those of Node. */
export function packagesOf({ code }: Program): string[] {
  const specifiers = [...code.matchAll(/(?:from |require\()'([^'.][^']*)'/g)].map(([, specifier]) => String(specifier));
  return specifiers.filter((specifier) => !specifier.startsWith('node:'));
}

/** Whether a package, or a file of one, is installed here. */
export function isInstalled(specifier: string): boolean {
  try {
    createRequire(join(ROOT, 'package.json')).resolve(specifier);
    return true;
  } catch {
    return false;
  }
}

/** Writes programs into a new folder, from which they find `prom-cluster` and the installed packages. Gives the folder. */
export function writePrograms(written: readonly Program[]): string {
  // A package can import itself by name from its own folder alone.
  const parent = join(ROOT, '.tmp');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'docs-'));
  for (const { file, code } of written) writeFileSync(join(folder, file), code);
  return folder;
}

/**
 * Compiles a folder's programs in TypeScript under this repository's own rules. Gives what the compiler complains of.
 * @param more compiler options that the programs need. @default none
 */
export function compilePrograms(folder: string, more: Readonly<Record<string, boolean>> = {}): string {
  const compilerOptions = { rootDir: '.', outDir: '.', incremental: false, tsBuildInfoFile: null, ...more };
  const project = { extends: '../../tsconfig.json', compilerOptions, include: ['*.mts'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(project));
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  return spawnSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' }).stdout;
}
