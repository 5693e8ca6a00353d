import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { textOf } from './documents.js';
import { blocksOf, linksOf } from './markdown.js';

const test = suite('the README');

/** Number of lines that a reader sees before scrolling far: the picture stands among them. */
const BEGINNING_LINES = 40;
const MOST_LINES = 120;

test('the first lines say how to install it, show a program and a picture, and name the two commands', () => {
  const beginning = textOf('README.md').split('\n').slice(0, BEGINNING_LINES).join('\n');
  const [install, program, commands] = blocksOf(beginning);
  assert.match(install?.code ?? '', /^npm install prom-cluster prom-client/);
  assert.match(program?.code ?? '', 'await startCluster(');
  assert.match(commands?.code ?? '', /^npm start .*\nnpm test /);
  assert.ok(linksOf(beginning).some((link) => link.endsWith('.svg')));
});

test('the README stays short: tables and references stand in docs', () => {
  const { length } = textOf('README.md').split('\n');
  assert.ok(length <= MOST_LINES, `${length} lines`);
});

test.run();
