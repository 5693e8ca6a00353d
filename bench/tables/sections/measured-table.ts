import { OURS } from '../../report/library-names.js';
import type { Row } from '../../report/row.js';
import { figure, ratio } from '../../report/words/figure.js';
import { heading, librariesOf } from '../../report/words/libraries.js';
import { rowLabel } from '../../report/words/row-label.js';
import { markdownTable } from '../markdown/markdown-table.js';

const NO_RUN = 'the benchmark does not run that library in this row';

/** Rows as a table: our figure, the figure of each library with its ratio to ours, and the notes below. */
export function measuredTable(rows: readonly Row[]): string {
  return tableOf(rows, ['what'], (row, notes) => [notes.onRow(rowLabel(row), row)], []);
}

/**
 * Rows of goals as a table, with the goal and whether it is met. Rows that share a name are distinguished by their sizes.
 */
export function goalsTable(rows: readonly Row[]): string {
  const isShared = ({ name }: Row) => rows.filter((row) => row.name === name).length > 1;
  const label = (row: Row) => (isShared(row) ? rowLabel(row) : row.name);
  return tableOf(rows, ['what', 'goal'], (row, notes) => [notes.onRow(label(row), row), row.goal ?? ''], ['met']);
}

function tableOf(
  rows: readonly Row[],
  first: readonly string[],
  firstCells: (row: Row, notes: Notes) => string[],
  last: readonly string[],
): string {
  const libraries = librariesOf(rows.map((row) => row.peers));
  const notes = new Notes();
  const lines = rows.map((row) => [
    ...firstCells(row, notes),
    row.ours === null ? notes.notMeasured(row.note) : figure(row.ours, row.unit),
    ...libraries.map((library) => peerCell(row, library, notes)),
    ...last.map(() => verdict(row)),
  ]);
  const table = markdownTable([...first, OURS, ...libraries.map(heading), ...last], lines);
  return [table, ...notes.list()].join('\n\n');
}

function peerCell(row: Row, library: string, notes: Notes): string {
  const value = row.peers[library];
  if (value === undefined) return notes.notMeasured(isNamedIn(row.note, library) ? row.note : NO_RUN);
  const times = ratio(row.ours, value);
  return times === undefined ? figure(value, row.unit) : `${figure(value, row.unit)} (${times})`;
}

/** Whether a note names a library. Names are compared whole: some are parts of other names. */
function isNamedIn(note: string | undefined, library: string): boolean {
  return note?.split(/[^\w@/-]+/).includes(library) ?? false;
}

function verdict({ ours, isMet }: Row): string {
  if (ours === null || isMet === undefined) return 'not measured';
  return isMet ? 'yes' : '**no**';
}

/** The notes of a table. Each is listed once, below the table. */
class Notes {
  readonly #texts: string[] = [];

  /** The text of a cell without a figure, with the number of the reason. */
  notMeasured(reason: string | undefined): string {
    return this.#noted('not measured', reason ?? 'the run gives no reason');
  }

  /**
   * The name of a row, with the number of its note. Where ours was not measured, the note stands in that cell as the
   * reason.
   */
  onRow(text: string, { ours, note }: Row): string {
    return ours === null || note === undefined ? text : this.#noted(text, note);
  }

  #noted(text: string, note: string): string {
    if (!this.#texts.includes(note)) this.#texts.push(note);
    return `${text} [${this.#texts.indexOf(note) + 1}]`;
  }

  /** The notes as one paragraph, or none. */
  list(): string[] {
    if (this.#texts.length === 0) return [];
    return [this.#texts.map((text, index) => `[${index + 1}] ${text.replace(/[.\s]*$/, '.')}`).join(' ')];
  }
}
