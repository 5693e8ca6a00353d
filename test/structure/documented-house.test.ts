// CONTRIBUTING.md has a tree of the folders and a table that leads from a question to a file, docs/design.md names the file of
// each step. All of it is held to the repository here.
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ROOT, sourcesBelow } from './source-files.js';

/** Folders whose subfolders the tree shows, each with a word on it. */
const SHOWN = ['src', 'bench', 'cli', 'test'];
/** Folders that the tree shows without what is in them. */
const SHOWN_CLOSED = /^(?:bench|cli|test\/(?!fixtures\/)[^/]+)\/./;

const contributing = textOf('CONTRIBUTING.md');
const tree = documentedTree(contributing);
const questions = documentedQuestions(contributing);

test('the tree in CONTRIBUTING.md shows every folder of src, and none that is not there', () => {
  const shown = tree.map(({ path }) => path);
  const there = SHOWN.flatMap(foldersBelow).filter((folder) => !SHOWN_CLOSED.test(folder));
  assert.equal(
    there.filter((folder) => !shown.includes(folder)),
    [],
    'folders that the tree lacks',
  );
  assert.equal(
    shown.filter((path) => !exists(path)),
    [],
    'entries that do not exist',
  );
  assert.is(new Set(shown).size, shown.length);
});

test('the tree says of every entry what it is for', () => {
  assert.equal(
    tree.filter(({ purpose }) => purpose.length < 5),
    [],
  );
});

test('the table "Where is ...?" leads to files that define the name it gives', () => {
  assert.ok(questions.length >= 9);
  for (const { question, path, name } of questions) {
    assert.ok(exists(path), `${question} ${path}`);
    const defined = new RegExp(`^(?:export )?(?:async )?(?:const|class|function|interface|type) ${name}\\b`, 'm');
    assert.match(textOf(path), defined, `${question} ${path} defines ${name}`);
  }
});

test('the table "Where is ...?" answers what newcomers ask first', () => {
  const asked = [
    'escaping',
    'ledger',
    'backoff',
    'drain',
    'endpoints',
    'sweep',
    'token',
    'names of the request metrics',
    'hung',
  ];
  for (const word of asked) {
    assert.ok(
      questions.some(({ question }) => question.includes(word)),
      word,
    );
  }
});

for (const document of ['docs/design.md', 'CONTRIBUTING.md']) {
  test(`the files and folders that ${document} names exist`, () => {
    const named = [
      ...textOf(document).matchAll(/`((?:src|test|bench|cli|dashboards|docs|examples|scripts)\/[^`\s]*)`/g),
    ];
    const paths = named.map(([, path = '']) => path).filter((path) => !path.includes('*'));
    assert.ok(paths.length > 5);
    assert.equal(
      paths.filter((path) => !exists(path)),
      [],
    );
  });
}

test('docs/design.md leads into every folder of the way', () => {
  const design = textOf('docs/design.md');
  const passed = ['src/worker/', 'src/primary/', 'src/primary/aggregator/', 'src/shared/'].flatMap((parent) =>
    foldersBelow(parent.slice(0, -1)).filter((folder) => posix.dirname(folder) === parent.slice(0, -1)),
  );
  // These folders are no steps of a number's way.
  const beside = [
    'src/worker/app/',
    'src/worker/rows/',
    'src/shared/basics/',
    'src/shared/model/',
    'src/shared/options/',
  ];
  const missing = passed.filter((folder) => !design.includes(folder) && !beside.includes(folder));
  assert.equal(missing, []);
});

interface Entry {
  readonly path: string;
  readonly purpose: string;
}

/** The lines of the first fenced text block that begins with `src/`: two spaces of indentation for each level. */
function documentedTree(markdown: string): Entry[] {
  const block = /```text\n(src\/[\s\S]*?)```/.exec(markdown)?.[1] ?? '';
  const parents: string[] = [];
  return block
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [, indent = '', name = '', purpose = ''] = /^( *)(\S+) *(.*)$/.exec(line) ?? [];
      const level = indent.length / 2;
      parents.length = level;
      parents[level] = name;
      return { path: parents.join(''), purpose };
    });
}

interface Question {
  readonly question: string;
  readonly path: string;
  readonly name: string;
}

/** The rows of the table under "Where is ...?": a question, a file, a name that the file defines. */
function documentedQuestions(markdown: string): Question[] {
  const section = /^## Where is \.\.\.\?$([\s\S]*?)^## /m.exec(markdown)?.[1] ?? '';
  const rows = section.matchAll(/^\| (.+?) \| `(\S+)` \| `(\w+)` \|$/gm);
  return [...rows].map(([, question = '', path = '', name = '']) => ({ question, path, name }));
}

/** Every folder below another that holds sources, itself too, with a slash at its end. */
function foldersBelow(folder: string): string[] {
  const folders = new Set<string>();
  for (const path of sourcesBelow(folder)) {
    for (let parent = posix.dirname(path); parent.startsWith(folder); parent = posix.dirname(parent)) {
      folders.add(`${parent}/`);
    }
  }
  return [...folders].sort();
}

function exists(path: string): boolean {
  // With a slash at its end a path is that of a folder: no file exists under it.
  return existsSync(join(ROOT, path));
}

function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

test.run();
