import type { Series } from '../../cluster/driver/prometheus/prometheus-answer.js';
import { optionsOf, STEP_SECONDS } from '../answers/choices.js';
import type { Day } from '../day/scripted-day.js';
import { type Dashboard, type Panel, panelsOf, type Target } from '../files/dashboard-json.js';
import { chosen, type Fillings, fillIn } from '../files/variables.js';

/** One curve, or one row of a table. */
export interface Named extends Series {
  readonly name: string;
}

/** The answer to one query of a panel. */
export interface QueryAnswer {
  readonly refId: string;
  readonly series: readonly Named[];
}

/** A panel with the answers to its queries. */
export interface AnsweredPanel {
  readonly panel: Panel;
  readonly title: string;
  readonly answers: readonly QueryAnswer[];
}

/** A moment that all graphs show. */
export interface Mark {
  /** In seconds since the epoch. */
  readonly at: number;
  readonly colour: string;
}

/** Asks every query of a dashboard. A repeated row is there once for each value of its variable. */
export async function panelAnswers(dashboard: Dashboard, fillings: Fillings, day: Day): Promise<AnsweredPanel[]> {
  const unfolded = await unfold(dashboard, fillings, day);
  return Promise.all(
    unfolded.map(async ({ panel, fillings: own }) => ({
      panel,
      title: fillIn(panel.title ?? '', own),
      answers: await Promise.all((panel.targets ?? []).map((target) => answerOf(target, own, day))),
    })),
  );
}

/** The moments that a dashboard marks: those at which an annotation began to have a value, or those that its values are. */
export async function marksOf({ annotations }: Dashboard, fillings: Fillings, day: Day): Promise<Mark[]> {
  const marks = (annotations.list ?? []).map(async ({ expr = '', iconColor: colour = 'red', useValueForTime }) => {
    const series = await day.queryRange(fillIn(expr, fillings), STEP_SECONDS);
    const moments = series.flatMap(({ samples }) => (useValueForTime ? momentsIn(samples) : beginsIn(samples)));
    return moments.map((at) => ({ at, colour }));
  });
  return (await Promise.all(marks)).flat();
}

/** Values that are moments themselves, in ms. */
function momentsIn(samples: Series['samples']): number[] {
  return [...new Set(samples.map(([, value]) => value / 1000))];
}

function beginsIn(samples: Series['samples']): number[] {
  const begins = samples.filter(([at], place) => at - (samples[place - 1]?.[0] ?? 0) > STEP_SECONDS);
  return begins.map(([at]) => at);
}

interface Unfolded {
  readonly panel: Panel;
  readonly fillings: Fillings;
}

async function unfold(dashboard: Dashboard, fillings: Fillings, day: Day): Promise<Unfolded[]> {
  const rows = byRow(panelsOf(dashboard)).map((panels) => unfoldRow(panels, dashboard, fillings, day));
  return (await Promise.all(rows)).flat();
}

/** The panels of a row. Those of a repeated row are there once for each value, each time further down. */
async function unfoldRow(panels: Panel[], dashboard: Dashboard, fillings: Fillings, day: Day): Promise<Unfolded[]> {
  const variable = dashboard.templating.list?.find(({ name }) => name === panels[0]?.repeat);
  if (variable === undefined) return panels.map((panel) => ({ panel, fillings }));
  const height = Math.max(...panels.map(bottomOf)) - Math.min(...panels.map(topOf));
  const values = await optionsOf(variable, fillings, day);
  return values.flatMap((value, place) => {
    const own = new Map([...fillings, [variable.name, chosen(variable, value)]]);
    return panels.map((panel) => ({ panel: lowered(panel, place * height), fillings: own }));
  });
}

function byRow(panels: readonly Panel[]): Panel[][] {
  const rows: Panel[][] = [];
  for (const panel of panels) {
    if (panel.type === 'row' || rows.length === 0) rows.push([]);
    rows.at(-1)?.push(panel);
  }
  return rows;
}

function topOf({ gridPos }: Panel): number {
  return gridPos?.y ?? 0;
}

function bottomOf({ gridPos }: Panel): number {
  return (gridPos?.y ?? 0) + (gridPos?.h ?? 0);
}

function lowered(panel: Panel, by: number): Panel {
  return panel.gridPos === undefined ? panel : { ...panel, gridPos: { ...panel.gridPos, y: panel.gridPos.y + by } };
}

async function answerOf(target: Target, fillings: Fillings, day: Day): Promise<QueryAnswer> {
  const expr = fillIn(target.expr ?? '', fillings);
  const series = target.instant === true ? await day.query(expr) : await day.queryRange(expr, STEP_SECONDS);
  return { refId: target.refId ?? '', series: series.map((one) => ({ ...one, name: nameOf(one, target) })) };
}

/** The name that Grafana gives to a series: its legend, in which `{{label}}` stands for the label's value. */
function nameOf({ labels }: Series, { legendFormat = '' }: Target): string {
  return legendFormat.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => labels[label] ?? '').trim();
}
