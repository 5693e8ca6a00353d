import type { VariableName } from './variables.js';

/** Where a value begins to be worth a look, and where it is bad; `bad` below `warn`: low values are the bad ones. */
export interface Thresholds {
  readonly warn: number;
  readonly bad: number;
}

/** One query, and what its series are called: `{{label}}` stands for a label's value. */
export interface Query {
  readonly expr: string;
  readonly legend: string;
}

interface PanelHead {
  readonly title: string;
  /** What it shows, what a bad value means, and what to do then. */
  readonly description: string;
  /** A unit of Grafana's: `s`, `bytes`, `reqps`, `percentunit`, `short`. */
  readonly unit: string;
  /** Of 24 columns. */
  readonly width: number;
  /** The dashboard that shows more of it, by its uid. */
  readonly detail?: string;
  readonly thresholds?: Thresholds;
  /** In rows of the grid. @default 4 for a number and for text, else 8 */
  readonly height?: number;
}

/** Curves over time. */
export interface Graph extends PanelHead {
  readonly kind: 'graph';
  readonly queries: readonly Query[];
  readonly isStacked?: boolean;
  /** It may fall below 0; else the axis begins there. */
  readonly isSigned?: boolean;
  readonly max?: number;
}

/** One number, with its course behind it. */
export interface Stat extends PanelHead {
  readonly kind: 'stat';
  readonly expr: string;
  readonly decimals?: number;
}

/** A histogram over time; the expression gives a series for each `le`. */
export interface Heatmap extends PanelHead {
  readonly kind: 'heatmap';
  readonly expr: string;
}

/** One row for each set of labels. */
export interface Table extends Omit<PanelHead, 'unit'> {
  readonly kind: 'table';
  /** The labels that tell rows apart, with their headings. */
  readonly labels: Readonly<Record<string, string>>;
  readonly columns: readonly Column[];
  /** The heading of the column that sorts, greatest first. */
  readonly sortBy: string;
  /** Most rows. @default 10 */
  readonly limit?: number;
  readonly link?: RowLink;
}

/** A link of each row of a {@link Table}, in the column of a heading. */
export interface RowLink {
  readonly title: string;
  /** As Grafana writes data links: `${__data.fields["Heading"]}` stands for the row's value. */
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

/** Text in Markdown. */
export interface Note {
  readonly kind: 'note';
  readonly title: string;
  readonly description: string;
  readonly text: string;
  readonly width: number;
  readonly height?: number;
}

/** Something that a dashboard shows. */
export type Panel = Graph | Stat | Heatmap | Table | Note;

/** Panels under a heading. */
export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
  /** Repeats the row for each chosen value of a variable. */
  readonly repeat?: VariableName;
}

/** Moments that are marked on all graphs: where the expression has a value above 0, or what it says itself. */
export interface Marks {
  readonly name: string;
  readonly colour: string;
  readonly expr: string;
  /** What is shown, with `{{label}}`. */
  readonly text: string;
  /** Claims that a value is the moment itself, in ms since the epoch. */
  readonly isTime?: boolean;
}

/** A dashboard as it is written here; {@link file://./to-grafana.ts} makes Grafana's of it. */
export interface Board {
  /** The name of its file too. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly variables: readonly VariableName[];
  readonly marks: readonly Marks[];
  readonly rows: readonly Row[];
}

/** The uid of a dashboard, by which others link to it. */
export function uidOf(name: string): string {
  return `prom-cluster-${name}`;
}
