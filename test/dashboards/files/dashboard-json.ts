/** One query of a panel. */
export interface Target {
  readonly refId?: string;
  readonly expr?: string;
  readonly legendFormat?: string;
  readonly instant?: boolean;
  readonly range?: boolean;
}

/** The place of a panel, in 24 columns. */
export interface GridPos {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** A link to a dashboard or elsewhere. */
export interface Link {
  readonly url?: string;
  readonly tags?: readonly string[];
  readonly title?: string;
}

/** A panel, or a row with the panels that the row hides. */
export interface Panel {
  readonly id?: number;
  readonly type: string;
  readonly title?: string;
  readonly description?: string;
  readonly gridPos?: GridPos;
  readonly targets?: readonly Target[];
  readonly panels?: readonly Panel[];
  readonly repeat?: string;
  readonly links?: readonly Link[];
  readonly fieldConfig?: { readonly defaults: FieldDefaults; readonly overrides?: readonly Override[] };
  readonly options?: { readonly content?: string };
  readonly transformations?: readonly Transformation[];
}

/** How a panel shows its values. */
export interface FieldDefaults {
  readonly unit?: string;
  readonly min?: number;
  readonly thresholds?: { readonly steps: readonly { readonly value: number | null; readonly color: string }[] };
  readonly custom?: { readonly stacking?: { readonly mode: string } };
}

/** How a panel shows the values of one name instead. */
export interface Override {
  readonly matcher: { readonly options?: unknown };
  readonly properties: readonly { readonly id: string; readonly value?: unknown }[];
}

/** A change that a panel makes to its answers before it shows them. */
export interface Transformation {
  readonly id: string;
  readonly options?: {
    readonly renameByName?: Readonly<Record<string, string>>;
    readonly sort?: readonly { readonly field: string }[];
  };
}

/** A variable of a dashboard. */
export interface Variable {
  readonly name: string;
  readonly type: string;
  readonly query?: string | { readonly query?: string };
  readonly multi?: boolean;
  readonly includeAll?: boolean;
  readonly allValue?: string;
}

/** An annotation: a query whose answers are marks on all panels. */
export interface Annotation {
  readonly name: string;
  readonly builtIn?: number;
  readonly expr?: string;
  readonly iconColor?: string;
  readonly useValueForTime?: boolean;
  readonly target?: Target;
}

/** The part of a dashboard's JSON that the tests read. `dashboard-schema.ts` checks the shape of the whole. */
export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly schemaVersion: number;
  readonly tags?: readonly string[];
  readonly panels: readonly Panel[];
  readonly templating: { readonly list?: readonly Variable[] };
  readonly annotations: { readonly list?: readonly Annotation[] };
  readonly links?: readonly Link[];
}

/** Reads a dashboard. @throws for a text that is no JSON */
export function parseDashboard(text: string): Dashboard {
  return JSON.parse(text) as Dashboard;
}

/** All panels and rows, those that rows hide too. */
export function panelsOf({ panels = [] }: Pick<Dashboard | Panel, 'panels'>): Panel[] {
  return panels.flatMap((panel) => [panel, ...panelsOf(panel)]);
}
