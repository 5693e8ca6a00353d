// docs/migrating.md shows each program once, as a diff: the lines that stay and go are the program before, those that stay and
// come the program after.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, textOf } from '../documents.js';
import { blocksOf } from '../markdown.js';
import { type Program, packagesOf } from '../programs.js';

/** The page that these tests run. */
export const PAGE = 'docs/migrating.md';

const ENDINGS: Readonly<Record<string, string>> = { 'diff js': 'mjs', 'diff ts': 'mts' };

/** A section of the page about one library. */
export interface Migration {
  /** The section's heading: the library. */
  readonly library: string;
  /** The section's text, its diff included. */
  readonly text: string;
  readonly before: Program;
  readonly after: Program;
  /** The program after in which the lines that matched a pattern did not go. */
  readonly keeping: (kept: RegExp) => Program;
}

/** The sections of the page that show a diff. */
export function migrations(): Migration[] {
  return textOf(PAGE)
    .split(/^## /m)
    .flatMap((text) => {
      const library = text.slice(0, text.indexOf('\n'));
      const diff = blocksOf(text).find(({ language }) => language in ENDINGS);
      return diff === undefined ? [] : [{ library, text, ...programsOf(library, diff.language, diff.code) }];
    });
}

/** The section about a library. */
export function migrationFrom(library: string): Migration {
  const found = migrations().find((section) => section.library === library);
  if (found === undefined) throw new Error(`Expected ${PAGE} to have a section with a diff about ${library}.`);
  return found;
}

/** The package of a program that does not support the Node of this test, with the versions that it names; undefined if none. */
export function unsupported(program: Program): string | undefined {
  const packages = packagesOf(program).filter((name) => name !== 'prom-cluster');
  return packages.map((name) => `${name} needs Node ${enginesOf(name)}`).find((words) => !isInRange(words));
}

function programsOf(library: string, language: string, code: string): Omit<Migration, 'library' | 'text'> {
  const name = library.replace(/\W+/g, '-');
  const program = (part: string, isOf: (line: string) => boolean): Program => {
    const lines = code.split('\n').filter(isOf);
    const file = `${name}-${part}.${ENDINGS[language]}`;
    return { where: `${library}, ${part}`, file, code: lines.map((line) => line.slice(1)).join('\n') };
  };
  return {
    before: program('before', (line) => !line.startsWith('+')),
    after: program('after', (line) => !line.startsWith('-')),
    keeping: (kept) => program('keeping', (line) => !line.startsWith('-') || kept.test(line)),
  };
}

function enginesOf(name: string): string {
  const path = join(ROOT, 'node_modules', name, 'package.json');
  const { engines }: { engines?: { node?: string } } = JSON.parse(readFileSync(path, 'utf8'));
  return engines?.node ?? '>=0';
}

/** Whether this Node is in one of the ranges `>=22.19.0`, `^22`, joined by `||`. */
function isInRange(words: string): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return [...words.matchAll(/(>=|\^)\s*(\d+)(?:\.(\d+))?/g)].some(([, sign, least, leastMinor = 0]) => {
    if (sign === '^' && major !== Number(least)) return false;
    return major > Number(least) || (major === Number(least) && minor >= Number(leastMinor));
  });
}
