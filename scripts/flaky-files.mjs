// `node scripts/flaky-files.mjs RECORD ...`
// Judges the flaky files of several runs of the suite together: at most two are let pass. A file that was flaky in two
// runs counts twice. Ends with exit code 1 when there are more, or when a run left no record.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Maximum number of flaky files in all runs together. */
const MAX_FLAKY = 2;

/**
 * Writes which files of a run failed at first and passed when they ran once more, alone.
 * @param flaky for each file its name, what was wrong in words, and its output at first
 */
export function writeFlakyRecord(path, { node, flaky }) {
  mkdirSync(dirname(path), { recursive: true });
  const files = flaky.map(({ name, problems, output }) => ({ name, problems, output }));
  writeFileSync(path, `${JSON.stringify({ node, files }, null, 2)}\n`);
}

/**
 * Judges the records of several runs.
 * @returns a line for each flaky file with a verdict at the end, and whether the runs pass
 */
export function judgeFlakyRecords(paths) {
  const lines = [];
  let unreadable = 0;
  for (const path of paths) {
    try {
      const { node, files } = JSON.parse(readFileSync(path, 'utf8'));
      lines.push(...files.map(({ name, problems }) => `flaky ${name} on ${node} (${problems.join('; ')})`));
    } catch (error) {
      unreadable += 1;
      lines.push(`no record of flaky files: ${error.message}`);
    }
  }
  const count = lines.length - unreadable;
  const isPassed = unreadable === 0 && count <= MAX_FLAKY;
  lines.push(`${count} flaky, at most ${MAX_FLAKY} pass: ${isPassed ? 'passed' : 'FAILED'}`);
  return { lines, isPassed };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { lines, isPassed } = judgeFlakyRecords(process.argv.slice(2));
  console.log(lines.join('\n'));
  process.exitCode = isPassed ? 0 : 1;
}
