import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder, with a separator at the end. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The README and every page below `docs`, by path from the repository's root. */
export function documents(): string[] {
  const pages = readdirSync(join(ROOT, 'docs'), { recursive: true })
    .map((name) => String(name).replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.md'));
  return ['README.md', ...pages.map((name) => `docs/${name}`).sort()];
}

/** The text of a document. */
export function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}
