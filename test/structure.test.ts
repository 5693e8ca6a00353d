import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { circlesOf, importsByFile, importsByFolder } from './import-circles.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MOST_LINES = 200;
/** Maximum number of files in a folder of bench: more files are more than one subject. */
const MOST_FILES = 16;
/** The supervisor, and the type of the worker that it hands to each incarnation. */
const CLUSTER_USERS = ['src/primary/supervise/supervisor.ts', 'src/primary/supervise/worker-process.ts'];
const PACKAGES = ['prom-client'];
/** Folders whose files are held to that limit besides `src`; tests of `test` are not: a list of cases may be long. */
const LIMITED = ['bench', 'cli', 'dashboards', 'examples', 'scripts', 'test'];
const ANY_TYPE = /(?<=[:<|&,(]\s*|\bas |=> )any\b(?!['"\w])/;

interface SourceFile {
  readonly path: string;
  /** Without comments. */
  readonly code: string;
  /** Packages by name, files by their path from the root. */
  readonly imports: readonly string[];
}

const files = parsedBelow('src');

test('the rules have something to look at', () => {
  for (const folder of ['src/shared/', 'src/worker/', 'src/primary/']) assert.ok(below(folder).length > 0, folder);
  assert.ok(files.flatMap((file) => file.imports).includes('src/shared/model/family.ts'));
});

test('src/shared imports nothing else of src', () => {
  assert.equal(
    importing('src/shared/', (target) => target.startsWith('src/') && !target.startsWith('src/shared/')),
    [],
  );
});

test('src/worker and src/primary never import each other', () => {
  assert.equal(
    importing('src/worker/', (target) => target.startsWith('src/primary/')),
    [],
  );
  assert.equal(
    importing('src/primary/', (target) => target.startsWith('src/worker/')),
    [],
  );
});

test('only the supervisor knows node:cluster in src/primary', () => {
  const users = importing('src/primary/', (target) => target === 'node:cluster' || target === 'cluster');
  assert.equal(
    users.filter((line) => !CLUSTER_USERS.some((path) => line.startsWith(`${path} `))),
    [],
  );
});

test('src imports Node, prom-client and itself, nothing more', () => {
  const isAllowed = (target: string) => /^(src\/|node:)/.test(target) || PACKAGES.includes(target);
  assert.equal(
    importing('src/', (target) => !isAllowed(target)),
    [],
  );
});

test('no file of src imports itself by way of others, not even a type', () => {
  assert.equal(circlesOf(importsByFile(files)), []);
});

test('no file of bench, cli or dashboards imports itself by way of others, not even a type', () => {
  for (const folder of ['bench', 'cli', 'dashboards']) {
    const imports = importsByFile(parsedBelow(folder));
    assert.ok(
      [...imports.values()].flat().some((target) => imports.has(target)),
      `${folder} imports nothing of itself`,
    );
    assert.equal(circlesOf(imports), []);
  }
});

test('no folder of bench imports itself by way of other folders', () => {
  const folders = importsByFolder(parsedBelow('bench'));
  assert.ok(folders.get('bench/run')?.includes('bench/measure/worker'));
  assert.equal(circlesOf(folders), []);
});

test(`no folder of bench has more than ${MOST_FILES} files, subfolders apart`, () => {
  const counts = countBy(sourcesBelow('bench').map(posix.dirname));
  assert.ok(counts.size > 1);
  assert.equal(
    [...counts].filter(([, count]) => count > MOST_FILES),
    [],
  );
});

test('nothing is typed any', () => {
  assert.equal(matching(ANY_TYPE), []);
});

test('no module keeps state in a variable of its own or awaits while it loads', () => {
  assert.equal(matching(/^(?:export )?(?:let|var) /m), []);
  assert.equal(matching(/^(?:export )?(?:(?:const|let) [^=\n]+= )?await /m), []);
});

test(`no file has more than ${MOST_LINES} lines`, () => {
  const others = LIMITED.flatMap(sourcesBelow).filter((path) => !path.endsWith('.test.ts'));
  const folders = new Set(others.map((path) => path.split('/', 1)[0]));
  assert.equal([...folders], LIMITED);
  const long = [...files.map(({ path }) => path), ...others].filter((path) => linesOf(path) > MOST_LINES);
  assert.equal(long, []);
});

test('what the rules look for is found in every form it is written in', () => {
  const code = [
    "import { a } from './a.js';",
    "import type {\n  B,\n} from '../shared/b.js';",
    "import './c.js';",
    "export * from './d.js';",
    "const e = await import('./e.js');",
    "type F = import('./f.js').F;",
    "new Worker(new URL('./g.js', import.meta.url));",
    "const h = require('node:cluster');",
    "// import { no } from './no.js';",
    "/* import './neither.js' */ const text = 'http://x'; // any",
    'function f(x: any, y: Map<string, any>, z = x as any): any {}',
  ].join('\n');
  const file = parse('src/worker/example.ts', code);
  const local = ['a', 'c', 'd', 'e', 'f', 'g'].map((name) => `src/worker/${name}.ts`);
  assert.equal([...file.imports].sort(), ['node:cluster', 'src/shared/b.ts', ...local]);
  assert.is([...file.code.matchAll(new RegExp(ANY_TYPE, 'g'))].length, 4);
});

function sourcesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((path) => /\.m?ts$|\.mjs$/.test(path) && !path.includes('/node_modules/'))
    .sort();
}

function parsedBelow(folder: string): SourceFile[] {
  return sourcesBelow(folder).map((path) => parse(path, readFileSync(join(ROOT, path), 'utf8')));
}

function countBy(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

function linesOf(path: string): number {
  return readFileSync(join(ROOT, path), 'utf8').trimEnd().split('\n').length;
}

function below(folder: string): SourceFile[] {
  return files.filter((file) => file.path.startsWith(folder));
}

/** What files of a folder import that they must not, as `file -> target`. */
function importing(folder: string, isForbidden: (target: string) => boolean): string[] {
  return below(folder).flatMap(({ path, imports }) =>
    imports.filter(isForbidden).map((target) => `${path} -> ${target}`),
  );
}

function matching(pattern: RegExp): string[] {
  return files.filter((file) => pattern.test(file.code)).map((file) => `${file.path}: ${pattern.exec(file.code)?.[0]}`);
}

function parse(path: string, text: string): SourceFile {
  const code = text.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
  const specifiers = code.matchAll(/(?:\bfrom|\bimport|\bimport\(|\brequire\(|\bnew URL\()\s*(['"])([^'"\n]+)\1/g);
  const imports = [...specifiers].map((match) => resolveImport(path, match[2] ?? ''));
  return { path, code, imports };
}

function resolveImport(from: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier;
  return posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts');
}

test.run();
