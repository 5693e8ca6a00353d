import type { BenchReport } from '../../report/bench-report.js';
import type { CompareReport, Outcome } from '../../report/compare-report.js';
import { OURS } from '../../report/library-names.js';
import type { Row } from '../../report/row.js';
import { heading } from '../../report/words/libraries.js';
import { markdownTable } from '../markdown/markdown-table.js';
import { goalsTable } from './measured-table.js';

/** Scenarios that the README shows, by id, in its order. */
export const README_SCENARIOS = ['killed-worker', 'hung-worker', 'restart-gauges', 'collect-throws', 'two-scrapers'];

/** Goals that the README shows, each by the words that its name begins with. */
export const README_GOALS = ['record one request', 'CPU per request', "primary's main loop per scrape"];

/** The README has room for this library, the client that most apps use, and its successor. */
const LIBRARIES = [OURS, 'prom-client', '@prometheus-io/client'];

/** What each library did in the README's scenarios, in the words of the run. */
export function scenariosExcerpt({ scenarios }: CompareReport): string {
  const shown = README_SCENARIOS.flatMap((id) => scenarios.filter((scenario) => scenario.id === id));
  return markdownTable(
    ['what happens', ...LIBRARIES.map(heading)],
    shown.map(({ name, outcomes }) => [name, ...LIBRARIES.map((library) => outcomeCell(outcomes[library]))]),
  );
}

/** The README's goals with their figures, whether they are met or not. */
export function goalsExcerpt({ rows }: BenchReport): string {
  const goals = rows.filter(({ group }) => group === 'goals');
  return goalsTable(README_GOALS.flatMap((words) => firstNamed(goals, words)).map(withShownPeers));
}

function outcomeCell(outcome: Outcome | undefined): string {
  if (outcome === undefined) return 'not run';
  const { passes, observed } = outcome;
  if (passes === null) return `not judged: ${observed}`;
  return `${passes ? 'passes' : '**fails**'}: ${observed}`;
}

/** The first row of a name is the figure itself; what follows under the same name tells how it grows. */
function firstNamed(rows: readonly Row[], words: string): Row[] {
  const first = rows.find(({ name }) => name.startsWith(words));
  return first === undefined ? [] : [first];
}

function withShownPeers(row: Row): Row {
  return { ...row, peers: Object.fromEntries(Object.entries(row.peers).filter(([name]) => LIBRARIES.includes(name))) };
}
