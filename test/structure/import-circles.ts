import { posix } from 'node:path';

/** Every way that leads from a file or a folder by its imports back to itself. */
export function circlesOf(importsOf: ReadonlyMap<string, readonly string[]>): string[] {
  const settled = new Set<string>();
  const circles: string[] = [];
  const walk = (from: string, way: readonly string[]): void => {
    if (way.includes(from)) circles.push([...way.slice(way.indexOf(from)), from].join(' > '));
    if (way.includes(from) || settled.has(from)) return;
    for (const target of importsOf.get(from) ?? []) walk(target, [...way, from]);
    settled.add(from);
  };
  for (const from of importsOf.keys()) walk(from, []);
  return circles;
}

/** What each file imports, by path. */
export function importsByFile(sources: readonly Importer[]): Map<string, readonly string[]> {
  return new Map(sources.map(({ path, imports }) => [path, imports]));
}

/** The other folders that the files of each folder import from. */
export function importsByFolder(sources: readonly Importer[]): Map<string, readonly string[]> {
  const folders = new Map<string, Set<string>>();
  for (const { path, imports } of sources) {
    const folder = posix.dirname(path);
    const others = imports.map(posix.dirname).filter((other) => other !== folder);
    folders.set(folder, new Set([...(folders.get(folder) ?? []), ...others]));
  }
  return new Map([...folders].map(([folder, others]) => [folder, [...others]]));
}

/** A source file, and what it imports: packages by name, files by their path from the root. */
interface Importer {
  readonly path: string;
  readonly imports: readonly string[];
}
