import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BenchReport, readBenchReport } from '../report/bench-report.js';
import { type CompareReport, readCompareReport } from '../report/compare-report.js';
import { generatedFiles, PLOT_FOLDER } from './generated-files.js';
import { PICTURE, PICTURE_TOP, pictureTop } from './picture-top.js';

const BENCH = 'bench/results/bench.json';
const COMPARE = 'bench/results/compare.json';

/** The text that each generated file should have by the reports of a repository, by path. */
export function expectedFiles(root: string): Map<string, string> {
  const document = (path: string) => readFileSync(join(root, path), 'utf8');
  const files = generatedFiles(
    { bench: report(root, BENCH, readBenchReport), compare: report(root, COMPARE, readCompareReport) },
    {
      'README.md': document('README.md'),
      'docs/performance.md': document('docs/performance.md'),
      'docs/comparison.md': document('docs/comparison.md'),
    },
  );
  const picture = textOf(join(root, PICTURE));
  if (picture !== undefined) files.set(PICTURE_TOP, pictureTop(picture));
  return files;
}

/** Paths of the generated files that differ from the reports of a repository, plots of earlier runs included. */
export function outdatedFiles(root: string): string[] {
  const expected = expectedFiles(root);
  const wrong = [...expected].filter(([path, text]) => textOf(join(root, path)) !== text).map(([path]) => path);
  return [...wrong, ...plotsOf(root).filter((path) => !expected.has(path))];
}

/**
 * Writes the files that differ from the reports of a repository, and removes plots of earlier runs.
 * @returns the paths of both
 */
export function updateFiles(root: string): string[] {
  const outdated = outdatedFiles(root);
  const expected = expectedFiles(root);
  mkdirSync(join(root, PLOT_FOLDER), { recursive: true });
  for (const path of outdated) {
    const text = expected.get(path);
    if (text === undefined) rmSync(join(root, path));
    else writeFileSync(join(root, path), text);
  }
  return outdated;
}

function report<T extends BenchReport | CompareReport>(
  root: string,
  path: string,
  read: (file: string, text: string) => T,
): T | undefined {
  const text = textOf(join(root, path));
  return text === undefined ? undefined : read(path, text);
}

function textOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function plotsOf(root: string): string[] {
  const folder = join(root, PLOT_FOLDER);
  return existsSync(folder)
    ? readdirSync(folder)
        .map((name) => `${PLOT_FOLDER}/${name}`)
        .sort()
    : [];
}
