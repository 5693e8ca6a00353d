import type { Panel as GrafanaPanel, GridPos } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as NoteBuilder, TextMode } from '@grafana/grafana-foundation-sdk/text';
import type { Note, Panel } from './board.js';
import { linkTo } from './links.js';
import { toGraph } from './to-graph.js';
import { toHeatmap } from './to-heatmap.js';
import { toStat } from './to-stat.js';
import { toTable } from './to-table.js';
import { DATASOURCE } from './variables.js';

/** Converts a panel into Grafana's, and adds the `id` by which Grafana tells panels apart: the SDK sets none. */
export function toPanel(panel: Panel, id: number, gridPos: GridPos): GrafanaPanel {
  const { title, description } = panel;
  const links = panel.kind !== 'note' && panel.detail !== undefined ? [linkTo(panel.detail)] : [];
  return {
    ...render(panel),
    id,
    title,
    description,
    gridPos,
    ...(panel.kind !== 'note' && { datasource: DATASOURCE }),
    ...(links.length > 0 && { links }),
  };
}

/** The height of a panel, in rows of the grid. */
export function heightOf({ kind, height }: Panel): number {
  return height ?? (kind === 'stat' || kind === 'note' ? 4 : 8);
}

function render(panel: Panel): GrafanaPanel {
  switch (panel.kind) {
    case 'graph':
      return toGraph(panel);
    case 'stat':
      return toStat(panel);
    case 'heatmap':
      return toHeatmap(panel);
    case 'table':
      return toTable(panel);
    case 'note':
      return toNote(panel);
  }
}

function toNote({ text }: Note): GrafanaPanel {
  return new NoteBuilder().mode(TextMode.Markdown).content(text).build();
}
