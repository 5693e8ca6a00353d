import { columnsOf, strayColumns } from '../answers/table-columns.js';
import type { Panel } from '../files/dashboard-json.js';
import type { AnsweredPanel } from './panel-answers.js';
import { COLOURS, cut, type Size, text } from './svg.js';
import { inUnit } from './unit-format.js';

const LINE = 22;

/** How a table's panel turns answers into columns. */
export interface TableStyle {
  /** Labels by their headings, then `Value #A` and so on. */
  readonly headings: Readonly<Record<string, string>>;
  readonly sortBy: string;
  readonly unitOf: (heading: string) => string;
}

/** Draws rows of labels and values, merged by the labels that are columns. @throws for an answer with a label that is no column */
export function tablePicture({ panel, answers }: AnsweredPanel, style: TableStyle, { width, height }: Size): string {
  const stray = answers.flatMap(({ series }) => strayColumns(panel, series));
  if (stray.length > 0) throw new Error(`${panel.title} has the stray columns ${stray}.`);
  const columns = Object.entries(style.headings);
  const rows = mergedRows(answers, columns).sort(
    (a, b) => Number(b.get(style.sortBy) ?? 0) - Number(a.get(style.sortBy) ?? 0),
  );
  const column = width / Math.max(1, columns.length);
  const head = columns.map(([, heading], place) => text(heading, 8 + place * column, 16, { size: 11, weight: 600 }));
  const shown = rows.slice(0, Math.floor((height - LINE) / LINE));
  const body = shown.flatMap((row, line) =>
    columns.map(([, heading], place) => {
      const value = row.get(heading);
      const words = typeof value === 'number' ? inUnit(value, style.unitOf(heading)) : (value ?? '');
      const y = 16 + (line + 1) * LINE;
      return text(cut(words, column - 10, 11), 8 + place * column, y, { size: 11, colour: COLOURS.faint });
    }),
  );
  return [...head, ...body].join('');
}

type Row = Map<string, string | number>;

function mergedRows(answers: AnsweredPanel['answers'], columns: readonly (readonly [string, string])[]): Row[] {
  const rows = new Map<string, Row>();
  const labels = columns.filter(([name]) => !name.startsWith('Value #'));
  for (const { refId, series } of answers) {
    const heading = columns.find(([name]) => name === `Value #${refId}`)?.[1] ?? refId;
    for (const one of series) {
      const key = labels.map(([name]) => one.labels[name] ?? '').join('\u0000');
      const row = rows.get(key) ?? new Map(labels.map(([name, shown]) => [shown, one.labels[name] ?? '']));
      row.set(heading, one.samples.at(-1)?.[1] ?? Number.NaN);
      rows.set(key, row);
    }
  }
  return [...rows.values()];
}

/** The columns of a table, as its panel defines them. */
export function tableStyle(panel: Panel): TableStyle {
  const { transformations = [], fieldConfig } = panel;
  const sort = transformations.find(({ id }) => id === 'sortBy')?.options;
  const overrides = fieldConfig?.overrides ?? [];
  return {
    headings: columnsOf(panel),
    sortBy: sort?.sort?.[0]?.field ?? '',
    unitOf: (heading) => {
      const own = overrides.find(({ matcher }) => matcher.options === heading);
      return String(own?.properties.find(({ id }) => id === 'unit')?.value ?? 'short');
    },
  };
}
