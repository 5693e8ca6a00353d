import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { DOCUMENTS } from '../../../bench/tables/generated-files.js';
import { outdatedFiles, updateFiles } from '../../../bench/tables/repository.js';
import { BENCH, COMPARE } from '../sample-reports.js';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

test('the tables and plots of this repository are what its reports say: else, `npm run tables`', () => {
  assert.equal(outdatedFiles(ROOT), []);
});

test('what someone edits by hand, plots of earlier runs and new reports are found and written again', () => {
  inRepository((root) => {
    const plots = ['merge-ms-by-workers', 'flush-ms-by-series', 'flush-ms-by-changed'].map(plotPath);
    assert.equal(updateFiles(root).sort(), [...DOCUMENTS, ...plots].sort());
    assert.equal(updateFiles(root), []);

    edit(root, 'README.md', (text) => text.replace('31.5x', '99x'));
    edit(root, plotPath('flush-ms-by-series'), (text) => text.replace('translate', 'scale'));
    writeFileSync(join(root, plotPath('an-earlier-one')), '<svg/>');
    const wrong = ['README.md', plotPath('flush-ms-by-series'), plotPath('an-earlier-one')];
    assert.equal(outdatedFiles(root), wrong);
    assert.equal(updateFiles(root), wrong);
    assert.equal(outdatedFiles(root), []);
  });
});

test('the README and the page on performance say what was measured, and what was not', () => {
  inRepository((root) => {
    updateFiles(root);
    const textOf = (path: string) => readFileSync(join(root, path), 'utf8');
    const performance = textOf('docs/performance.md');
    for (const text of [textOf('README.md'), performance]) {
      assert.match(text, '\nGoals met: 1 of 2; 1 not measured.\n');
      assert.match(text, '\nNot in this run: @prometheus-io/client (it needs Node 22 or later), ');
    }
    assert.match(textOf('README.md'), '\n| a worker hangs | passes: after 250 ms | not run | not run |\n');
    assert.match(textOf('README.md'), '\nScenarios passed, of those judged: prom-cluster 2 of 2, ');
    assert.match(performance, '\n| requests per second, scheduling kernel | 21,000 1/s |\n');
    writeFileSync(join(root, 'bench/results/bench.json'), JSON.stringify({ ...BENCH, rows: [] }));
    updateFiles(root);
    assert.match(textOf('docs/performance.md'), '\nNot measured: the run has no rows about it.\n');
  });
});

test('what is written by hand around the tables stays', () => {
  inRepository((root) => {
    edit(root, 'docs/performance.md', (text) => text.replace('## Run it yourself', '## Run it at home'));
    updateFiles(root);
    assert.match(readFileSync(join(root, 'docs/performance.md'), 'utf8'), '\n## Run it at home\n');
  });
});

/** Gives a copy of the documents with sample reports, and removes it. */
function inRepository(use: (root: string) => void): void {
  const root = mkdtempSync(join(tmpdir(), 'tables-'));
  try {
    for (const path of DOCUMENTS) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      copyFileSync(join(ROOT, path), join(root, path));
    }
    mkdirSync(join(root, 'bench/results'), { recursive: true });
    writeFileSync(join(root, 'bench/results/bench.json'), JSON.stringify(BENCH));
    writeFileSync(join(root, 'bench/results/compare.json'), JSON.stringify(COMPARE));
    use(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

function edit(root: string, path: string, change: (text: string) => string): void {
  const text = readFileSync(join(root, path), 'utf8');
  const changed = change(text);
  assert.is.not(changed, text, `nothing to edit in ${path}`);
  writeFileSync(join(root, path), changed);
}

function plotPath(name: string): string {
  return `docs/performance/${name}.svg`;
}

test.run();
