import type { Outcome, ScenarioResult } from '../report/compare-report.js';

/** All scenarios by all libraries. Below each scenario stands what was seen of the libraries that did not pass. */
export function table(results: readonly ScenarioResult[], versions: Readonly<Record<string, string>>): string {
  const libraries = Object.entries(versions).map(([name, version]) => ({ name, title: `${name} ${version}` }));
  const width = Math.max(...results.map(({ name }) => name.length));
  const head = ['what happens'.padEnd(width), ...libraries.map(({ title }) => title)].join('  ');
  const body = results.map(({ name, expected, outcomes }) => {
    const words = libraries.map((library) => word(outcomes[library.name]).padEnd(library.title.length));
    const failures = Object.entries(outcomes).filter(([, outcome]) => outcome.passes !== true);
    const seen = failures.map(([library, { observed }]) => `    ${library}: ${observed.replaceAll('\n', ' ')}`);
    return [[name.padEnd(width), ...words].join('  ').trimEnd(), `    expected: ${expected}`, ...seen].join('\n');
  });
  return [head, ...body].join('\n');
}

/** One scenario in one line, printed while the comparison runs. */
export function line({ id, outcomes }: ScenarioResult): string {
  const words = Object.entries(outcomes).map(([library, outcome]) => `${library} ${word(outcome)}`);
  return `${id}: ${words.join(', ')}`;
}

function word(outcome: Outcome | undefined): string {
  if (outcome === undefined || outcome.passes === null) return 'n.a.';
  return outcome.passes ? 'pass' : 'FAIL';
}
