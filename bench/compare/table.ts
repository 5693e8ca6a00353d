import type { Row } from './comparison.js';
import type { Outcome } from './scenario/scenario.js';

/** One scenario in one line, for reading along. */
export function line({ id, outcomes }: Row): string {
  const words = Object.entries(outcomes).map(([library, outcome]) => `${library} ${word(outcome)}`);
  return `${id}: ${words.join(', ')}`;
}

/** All scenarios by all libraries, and under each what was seen where it did not pass. */
export function table(rows: readonly Row[], versions: Readonly<Record<string, string>>): string {
  const libraries = Object.entries(versions).map(([name, version]) => ({ name, title: `${name} ${version}` }));
  const width = Math.max(...rows.map(({ name }) => name.length));
  const head = ['what happens'.padEnd(width), ...libraries.map(({ title }) => title)].join('  ');
  const body = rows.map((row) => {
    const words = libraries.map(({ name, title }) =>
      word(row.outcomes[name as keyof Row['outcomes']]).padEnd(title.length),
    );
    const failures = Object.entries(row.outcomes).filter(([, outcome]) => outcome.passes !== true);
    const seen = failures.map(([library, { observed }]) => `    ${library}: ${observed.replaceAll('\n', ' ')}`);
    return [[row.name.padEnd(width), ...words].join('  ').trimEnd(), `    expected: ${row.expected}`, ...seen].join(
      '\n',
    );
  });
  return [head, ...body].join('\n');
}

function word(outcome: Outcome | undefined): string {
  if (outcome === undefined || outcome.passes === null) return 'n.a.';
  return outcome.passes ? 'pass' : 'FAIL';
}
