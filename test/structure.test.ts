import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { circlesOf, importsByFile, importsByFolder } from './structure/import-circles.js';
import { parse, parsedBelow, ROOT, type SourceFile, sourcesBelow } from './structure/source-files.js';

const MOST_LINES = 200;
/** Maximum number of files in a folder, subfolders apart: more files are more than one subject. */
const MOST_FILES = { src: 12, bench: 16 } as const;
/** The supervisor, and the type of the worker that it hands to each process. */
const CLUSTER_USERS = ['src/primary/supervise/supervisor.ts', 'src/primary/supervise/worker-process.ts'];
const PACKAGES = ['prom-client'];
/** Folders whose files are held to the limit of lines besides `src`. Test files are not: a list of cases may be long. */
const LIMITED = ['bench', 'cli', 'dashboards', 'examples', 'scripts', 'test'];
const ANY_TYPE = /(?<=[:<|&,(]\s*|\bas |=> )any\b(?!['"\w])/;

const THREAD = 'src/primary/aggregator/';
const THREAD_START = 'src/primary/thread/start-thread.ts';
/** The folders that a folder of the primary may import from, beside itself. */
const PRIMARY_FLOW: Readonly<Record<string, readonly string[]>> = {
  'src/primary/protocol/': ['src/shared/'],
  'src/primary/thread/': ['src/shared/', 'src/primary/protocol/'],
  'src/primary/supervise/': ['src/shared/', 'src/primary/protocol/'],
  [THREAD]: ['src/shared/', 'src/primary/protocol/'],
};
/** Folders of the thread through which a number goes before it has a format. */
const BEFORE_FORMATS = ['intake', 'merge', 'state', 'checkpoint', 'self'];

const files = parsedBelow('src');

test('the rules have something to look at', () => {
  for (const folder of ['src/shared/', 'src/worker/', ...Object.keys(PRIMARY_FLOW)])
    assert.ok(below(folder).length > 0, folder);
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

test('nothing of src reaches into the aggregator thread but the URL that starts it', () => {
  const reaching = importing('src/', (target) => target.startsWith(THREAD)).filter((line) => !line.startsWith(THREAD));
  assert.equal(reaching, [`${THREAD_START} -> ${THREAD}index.ts`]);
  const code = files.find(({ path }) => path === THREAD_START)?.code ?? '';
  assert.match(code, "new Worker(new URL('../aggregator/index.js', import.meta.url)");
});

test('the sides of the thread know the protocol between them, and nothing of each other', () => {
  for (const [folder, allowed] of Object.entries(PRIMARY_FLOW)) {
    const isForeign = (target: string) =>
      target.startsWith('src/') && ![folder, ...allowed].some((prefix) => target.startsWith(prefix));
    const foreign = importing(folder, isForeign).filter((line) => !line.startsWith(`${THREAD_START} `));
    assert.equal(foreign, []);
  }
});

test('the merged state knows no format', () => {
  for (const folder of BEFORE_FORMATS) {
    assert.ok(below(`${THREAD}${folder}/`).length > 0, folder);
    assert.equal(
      importing(`${THREAD}${folder}/`, (target) => target.startsWith(`${THREAD}expose/`)),
      [],
    );
  }
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

test('no file imports itself by way of others, not even a type', () => {
  for (const folder of ['src', 'bench', 'cli', 'dashboards', 'test']) {
    const imports = importsByFile(parsedBelow(folder));
    assert.ok(
      [...imports.values()].flat().some((target) => imports.has(target)),
      `${folder} imports nothing of itself`,
    );
    assert.equal(circlesOf(imports), []);
  }
});

test('a folder is a stage: none of src or bench imports itself by way of other folders', () => {
  assert.equal(circlesOf(foldersBelow('src')), []);
  assert.equal(circlesOf(foldersBelow('bench')), []);
  assert.ok(foldersBelow('src').get(`${THREAD}merge`)?.includes(`${THREAD}state`));
});

test('a folder can be taken in at a glance', () => {
  for (const [folder, most] of Object.entries(MOST_FILES)) {
    const counts = countBy(sourcesBelow(folder).map(posix.dirname));
    assert.ok(counts.size > 1);
    assert.equal(
      [...counts].filter(([, count]) => count > most),
      [],
    );
  }
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

function foldersBelow(folder: string): Map<string, readonly string[]> {
  return importsByFolder(parsedBelow(folder));
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

test.run();
