import type { VariableName } from './variables.js';

/**
 * The values from which on a number is worth a look (`warn`) and is bad (`bad`). With `bad` below `warn`, low values are
 * bad.
 */
export interface Thresholds {
  readonly warn: number;
  readonly bad: number;
}

/** One query and the legend of its series. In the legend, `{{label}}` stands for a label's value. */
export interface Query {
  readonly expr: string;
  readonly legend: string;
}

interface PanelHead {
  readonly title: string;
  /** Tells what the panel shows, what a bad value means, and what to do then. */
  readonly description: string;
  /** A unit of Grafana: `s`, `bytes`, `reqps`, `percentunit`, `short`. */
  readonly unit: string;
  /** The width of the panel, out of 24 columns. */
  readonly width: number;
  /** The dashboard that shows the details. */
  readonly detail?: string;
  readonly thresholds?: Thresholds;
  /** The height in rows of the grid. @default 4 for a number and for text, else 8 */
  readonly height?: number;
}

/** Curves over time. */
export interface Graph extends PanelHead {
  readonly kind: 'graph';
  readonly queries: readonly Query[];
  readonly isStacked?: boolean;
  /** Whether values may fall below 0. Otherwise the axis begins at 0. */
  readonly isSigned?: boolean;
  readonly max?: number;
}

/** One number, with its curve in the background. */
export interface Stat extends PanelHead {
  readonly kind: 'stat';
  readonly expr: string;
  readonly decimals?: number;
}

/** A histogram over time. The expression gives one series for each `le`. */
export interface Heatmap extends PanelHead {
  readonly kind: 'heatmap';
  readonly expr: string;
}

/** A table with one row for each set of labels. */
export interface Table extends Omit<PanelHead, 'unit'> {
  readonly kind: 'table';
  /** The labels that tell rows apart, with their headings. */
  readonly labels: Readonly<Record<string, string>>;
  readonly columns: readonly Column[];
  /** The heading of the column by which rows are sorted, greatest first. */
  readonly sortBy: string;
  /** Maximum number of rows. @default 10 */
  readonly limit?: number;
  readonly link?: RowLink;
}

/** The link that each row of a {@link Table} has in one column. */
export interface RowLink {
  readonly title: string;
  /** A data link of Grafana: `${__data.fields["Heading"]}` stands for the row's value. */
  readonly url: string;
  readonly on: string;
}

/** A column of a {@link Table}. */
export interface Column {
  readonly heading: string;
  readonly unit: string;
  readonly expr: string;
  readonly thresholds?: Thresholds;
}

/** A text in Markdown. */
export interface Note {
  readonly kind: 'note';
  readonly title: string;
  readonly description: string;
  readonly text: string;
  readonly width: number;
  readonly height?: number;
}

/** A panel of a dashboard. */
export type Panel = Graph | Stat | Heatmap | Table | Note;

/** Panels under a heading. */
export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
  /** Repeats the row for each chosen value of a variable. */
  readonly repeat?: VariableName;
}

/** Moments that are marked on all graphs: those at which the expression is above 0, or those that are its values. */
export interface Marks {
  readonly name: string;
  readonly colour: string;
  readonly expr: string;
  /** The text of a mark. `{{label}}` stands for a label's value. */
  readonly text: string;
  /** Whether a value is the moment itself, in ms since the epoch. */
  readonly isTime?: boolean;
}

/** A dashboard in the form of this repository. {@link file://./to-grafana.ts} converts it for Grafana. */
export interface Board {
  /** Is the name of the file, too. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly variables: readonly VariableName[];
  readonly marks: readonly Marks[];
  readonly rows: readonly Row[];
}

/** The uid of a dashboard. Links of other dashboards use it. */
export function uidOf(name: string): string {
  return `prom-cluster-${name}`;
}
