import type { CompareReport, Outcome } from '../../report/compare-report.js';
import { heading, librariesOf } from '../../report/words/libraries.js';
import { markdownTable } from '../markdown/markdown-table.js';

/** Table of scenarios by library: whether each library passes. */
export function verdictTable({ scenarios }: CompareReport): string {
  const libraries = librariesOf(scenarios.map(({ outcomes }) => outcomes));
  return markdownTable(
    ['what happens', ...libraries.map(heading)],
    scenarios.map(({ name, outcomes }) => [name, ...libraries.map((library) => verdict(outcomes[library]))]),
  );
}

/** A section for each scenario: what is expected, and what each library did, in the words of the run. */
export function observedSections({ scenarios }: CompareReport): string {
  const libraries = librariesOf(scenarios.map(({ outcomes }) => outcomes));
  return scenarios
    .map(({ name, expected, outcomes }) => {
      const rows = libraries.map((library) => {
        const outcome = outcomes[library];
        return [heading(library), word(outcome), outcome?.observed ?? 'the comparison does not run it here'];
      });
      return [`### ${name}`, `Expected: ${expected}`, markdownTable(['', '', 'observed'], rows)].join('\n\n');
    })
    .join('\n\n');
}

/** A sentence with the number of scenarios that each library passes, of the scenarios in which it was judged. */
export function passSentence({ scenarios }: CompareReport): string {
  const libraries = librariesOf(scenarios.map(({ outcomes }) => outcomes));
  const counts = libraries.map((library) => {
    const verdicts = scenarios
      .map(({ outcomes }) => outcomes[library]?.passes ?? null)
      .filter((passes) => passes !== null);
    return `${heading(library)} ${verdicts.filter(Boolean).length} of ${verdicts.length}`;
  });
  return `Scenarios passed, of those judged: ${counts.join(', ')}.`;
}

function verdict(outcome: Outcome | undefined): string {
  if (outcome === undefined) return 'not run: the comparison does not run it here';
  return outcome.passes === null ? `not judged: ${outcome.observed}` : word(outcome);
}

function word(outcome: Outcome | undefined): string {
  if (outcome === undefined) return 'not run';
  if (outcome.passes === null) return 'not judged';
  return outcome.passes ? 'passes' : '**fails**';
}
