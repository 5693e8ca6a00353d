import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { documents, ROOT, textOf } from './documents.js';
import { anchorsOf, linksOf } from './markdown.js';

const test = suite('links of the documents');

for (const document of documents()) {
  test(`${document}: every relative link leads to a file, and every anchor to a heading`, () => {
    assert.equal(brokenLinks(document), []);
  });
}

test('the README and the index of the documentation lead to every page', () => {
  const pages = documents().filter((path) => path !== 'README.md' && path !== 'docs/README.md');
  for (const index of ['README.md', 'docs/README.md']) {
    const linked = new Set(linksOf(textOf(index)).map((link) => filePath(index, link)));
    const missing = pages.filter((page) => !linked.has(page));
    assert.equal(missing, [], index);
  }
});

test('links in code are none, and those around images are two', () => {
  assert.equal(linksOf('`[a](b)`\n```md\n[c](d)\n```\n[![x](e.svg)](f.md#g) [h](<i.md> "title")'), [
    'e.svg',
    'f.md#g',
    'i.md',
  ]);
});

test('anchors are those that GitHub makes, and those of the text', () => {
  const headings =
    "# Two words\n## restart.hungAfterMs\n## scheduling: 'kernel'\n## A `code` [link](x.md)\n## Two words\n";
  assert.equal(anchorsOf(`${headings}<a id="own"></a>**Own.**`), [
    'two-words',
    'restarthungafterms',
    'scheduling-kernel',
    'a-code-link',
    'two-words-1',
    'own',
  ]);
});

test.run();

function brokenLinks(document: string): string[] {
  return linksOf(textOf(document)).filter((link) => isRelative(link) && !resolves(document, link));
}

function isRelative(link: string): boolean {
  return !/^[a-z][a-z\d+.-]*:/i.test(link);
}

function resolves(document: string, link: string): boolean {
  const path = filePath(document, link);
  if (!existsSync(join(ROOT, path))) return false;
  const [, anchor] = link.split('#');
  return anchor === undefined || anchorsOf(textOf(path)).includes(anchor);
}

/** A link's file by path from the repository's root. */
function filePath(document: string, link: string): string {
  const [path = ''] = link.split('#');
  return path === '' ? document : posix.join(posix.dirname(document), path);
}
