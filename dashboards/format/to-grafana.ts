import {
  type AnnotationQuery,
  AnnotationQueryBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  type Panel as GrafanaPanel,
  type RowPanel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { RequestNames } from '../../src/shared/model/request-names.js';
import { type Board, type Marks, type Row, uidOf } from './board.js';
import { inSight, linkToAll, TAG } from './links.js';
import { heightOf, toPanel } from './to-panel.js';
import { DATASOURCE, variable } from './variables.js';

const COLUMNS = 24;

/** Converts a dashboard into Grafana's JSON. */
export function toGrafana(board: Board, names: RequestNames): Dashboard {
  const builder = new DashboardBuilder(board.title)
    .uid(uidOf(board.name))
    .description(board.description)
    .tags([TAG])
    .time({ from: 'now-1h', to: 'now' })
    .refresh('30s')
    .tooltip(DashboardCursorSync.Crosshair)
    .link({ build: linkToAll })
    .variables(board.variables.map((name) => variable(name, names)));
  for (const marks of board.marks) builder.annotation({ build: () => annotation(marks) });
  return { ...builder.build(), panels: new Placement().place(board.rows) };
}

function annotation({ name, colour, expr, text, isTime = false }: Marks): AnnotationQuery {
  const query = new AnnotationQueryBuilder()
    .name(name)
    .datasource(DATASOURCE)
    .enable(true)
    .iconColor(colour)
    .expr(expr)
    .titleFormat(name)
    .textFormat(text);
  if (isTime) query.useValueForTime(true);
  return inSight(query.build());
}

/** Lays panels out from left to right and row by row, and numbers them in that order. */
class Placement {
  #id = 0;
  #x = 0;
  #y = 0;
  #lineHeight = 0;

  place(rows: readonly Row[]): (GrafanaPanel | RowPanel)[] {
    return rows.flatMap((row) => this.#placeRow(row));
  }

  #placeRow({ title, panels, repeat }: Row): (GrafanaPanel | RowPanel)[] {
    this.#nextLine();
    const heading: RowPanel = {
      type: 'row',
      title,
      collapsed: false,
      id: ++this.#id,
      gridPos: { x: 0, y: this.#y++, w: COLUMNS, h: 1 },
      panels: [],
      ...(repeat !== undefined && { repeat }),
    };
    const placed = panels.map((panel) => {
      const height = heightOf(panel);
      if (this.#x + panel.width > COLUMNS) this.#nextLine();
      const gridPos = { x: this.#x, y: this.#y, w: panel.width, h: height };
      this.#x += panel.width;
      this.#lineHeight = Math.max(this.#lineHeight, height);
      return toPanel(panel, ++this.#id, gridPos);
    });
    // A collapsed row contains its panels. The panels of an open row follow it.
    return [heading, ...placed];
  }

  #nextLine(): void {
    this.#x = 0;
    this.#y += this.#lineHeight;
    this.#lineHeight = 0;
  }
}
