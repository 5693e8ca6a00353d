import type { BenchReport } from '../report/bench-report.js';
import type { CompareReport } from '../report/compare-report.js';
import { absentSentence } from '../report/words/libraries.js';
import { growth } from './growth/growth.js';
import { replaceSection } from './markdown/marked-section.js';
import { everyRow } from './sections/every-row.js';
import { floorsTable } from './sections/floors.js';
import { goalsTable, measuredTable } from './sections/measured-table.js';
import { provenanceSentence, provenanceTable } from './sections/provenance-text.js';
import { goalsExcerpt, scenariosExcerpt } from './sections/readme-excerpts.js';
import { observedSections, passSentence, verdictTable } from './sections/verdict-table.js';

/** Documents with generated sections, from the repository's root. */
export const DOCUMENTS = ['README.md', 'docs/performance.md', 'docs/comparison.md'] as const;
/** The folder that holds plots and nothing else. */
export const PLOT_FOLDER = 'docs/performance';

/** What the runs found; undefined where no run was written down. */
export interface Reports {
  readonly bench: BenchReport | undefined;
  readonly compare: CompareReport | undefined;
}

/** The documents' texts by path. */
export type Documents = Readonly<Record<(typeof DOCUMENTS)[number], string>>;

const NO_BENCH = 'Not measured: `npm run bench` has written no results.';
const NO_COMPARE = 'Not run: `npm run compare` has written no results.';

/**
 * Every generated file's text by path: the documents with their sections replaced, and the plots.
 * @throws where a document lacks a marker
 */
export function generatedFiles({ bench, compare }: Reports, documents: Documents): Map<string, string> {
  const illustrated = growth(bench?.rows ?? [], 'performance');
  const ofBench = (body: (report: BenchReport) => string) => (bench === undefined ? NO_BENCH : body(bench));
  const ofCompare = (body: (report: CompareReport) => string) => (compare === undefined ? NO_COMPARE : body(compare));
  const howFast = ofBench(goals);
  const whoPasses = ofCompare((report) => `${passSentence(report)}\n\n${verdictTable(report)}`);
  const texts = {
    'README.md': {
      'how fast': ofBench((report) =>
        [
          goalsExcerpt(report),
          goalsSentence(report),
          ...absentSentence(report.versions),
          provenanceSentence(report),
        ].join('\n\n'),
      ),
      'what goes wrong elsewhere': ofCompare(
        (report) => `${scenariosExcerpt(report)}\n\n${passSentence(report)} ${provenanceSentence(report)}`,
      ),
    },
    'docs/performance.md': {
      machine: ofBench(provenanceTable),
      'how fast': howFast,
      growth: bench === undefined ? NO_BENCH : illustrated.markdown,
      floors: ofBench(({ rows }) => floorsTable(rows)),
      scheduling: ofBench(({ rows }) => scheduling(rows)),
      'every row': ofBench(({ rows }) => everyRow(rows)),
    },
    'docs/comparison.md': {
      machine: ofCompare(provenanceTable),
      'who passes': whoPasses,
      observed: ofCompare(observedSections),
    },
  };
  const plots = [...illustrated.plots].map(([name, svg]): [string, string] => [`${PLOT_FOLDER}/${name}`, svg]);
  return new Map([
    ...DOCUMENTS.map((path): [string, string] => [path, filled(path, documents[path], texts[path])]),
    ...plots,
  ]);
}

function filled(path: string, text: string, sections: Readonly<Record<string, string>>): string {
  return Object.entries(sections).reduce((filling, [name, body]) => replaceSection(path, filling, name, body), text);
}

function goals(report: BenchReport): string {
  return [goalsSentence(report), goalsTable(goalRows(report)), ...absentSentence(report.versions)].join('\n\n');
}

function goalRows({ rows }: BenchReport): BenchReport['rows'] {
  return rows.filter(({ group }) => group === 'goals');
}

function goalsSentence(report: BenchReport): string {
  const rows = goalRows(report);
  const measured = rows.filter(({ ours, isMet }) => ours !== null && isMet !== undefined);
  const met = measured.filter(({ isMet }) => isMet);
  const left = rows.length - measured.length;
  const unmeasured = left === 0 ? '' : `; ${left} not measured`;
  return `Goals met: ${met.length} of ${measured.length}${unmeasured}.`;
}

function scheduling(all: BenchReport['rows']): string {
  const rows = all.filter(({ group }) => group === 'scheduling');
  return rows.length === 0 ? 'Not measured: the run has no rows about it.' : measuredTable(rows);
}
