import { type Dashboard, type GridPos, type Panel, panelsOf } from './dashboard-json.js';
import { expressionsOf } from './expressions.js';
import { variablesIn } from './variables.js';

const COLUMNS = 24;
/** Types of panels without a unit: they show no values, or values of several units. */
const WITHOUT_UNIT: ReadonlySet<string> = new Set(['row', 'text', 'table']);
/** Types of panels that need no description. */
const WITHOUT_DESCRIPTION: ReadonlySet<string> = new Set(['row', 'text']);

/** The faults of a dashboard by itself, in words, without those that only the schema or a Prometheus can tell. */
export function faultsOf(dashboard: Dashboard): string[] {
  const panels = panelsOf(dashboard);
  return [
    ...repeated(panels.map(({ id }) => id ?? 'none')).map((id) => `panel id ${id} twice`),
    ...panels.flatMap(faultsOfPanel),
    ...faultsOfGrid(dashboard.panels),
    ...repeated(expressionsOf(dashboard).map(({ expr }) => expr)).map((expr) => `asked for twice: ${expr}`),
    ...faultsOfVariables(dashboard),
    ...(JSON.stringify(dashboard).includes('"inControlsMenu"') ? ['hidden in a menu'] : []),
  ];
}

/** The faults of several dashboards together: equal uids, and links that lead nowhere. */
export function faultsAmong(dashboards: readonly Dashboard[]): string[] {
  const uids = dashboards.map(({ uid }) => uid);
  const faultsOfLinks = dashboards.flatMap((dashboard) => {
    const linked = [...JSON.stringify(dashboard).matchAll(/\/d\/([\w-]+)/g)].map(([, uid = '']) => uid);
    const lost = linked.filter((uid) => !uids.includes(uid)).map((uid) => `${dashboard.title}: no dashboard ${uid}`);
    return [...lost, ...faultsOfTags(dashboard, dashboards)];
  });
  return [...repeated(uids).map((uid) => `uid ${uid} twice`), ...faultsOfLinks];
}

function faultsOfTags(dashboard: Dashboard, all: readonly Dashboard[]): string[] {
  const others = all.filter((other) => other !== dashboard).flatMap(({ tags = [] }) => tags);
  const wanted = (dashboard.links ?? []).flatMap(({ tags = [] }) => tags);
  return wanted
    .filter((tag) => !others.includes(tag))
    .map((tag) => `${dashboard.title}: no other dashboard has the tag ${tag}`);
}

function faultsOfPanel(panel: Panel): string[] {
  const { type, title = '', targets = [], fieldConfig } = panel;
  const faults: string[] = [];
  if (title === '') faults.push('no title');
  if (!(WITHOUT_UNIT.has(type) || fieldConfig?.defaults.unit)) faults.push('no unit');
  if (!(WITHOUT_DESCRIPTION.has(type) || panel.description)) faults.push('no description');
  if (targets.some(({ refId }) => refId === undefined)) faults.push('a target without a refId');
  faults.push(...repeated(targets.map(({ refId }) => refId)).map((refId) => `refId ${refId} twice`));
  return faults.map((fault) => `panel ${panel.id} (${title}): ${fault}`);
}

/** The faults of places. The panels that a row hides have a grid of their own. */
function faultsOfGrid(panels: readonly Panel[]): string[] {
  const placed = panels.flatMap(({ title, gridPos }) => (gridPos === undefined ? [] : [{ title, gridPos }]));
  const tooWide = placed.filter(({ gridPos: { x, w } }) => x < 0 || w < 1 || x + w > COLUMNS);
  const overlapping = placed.flatMap((one, index) =>
    placed
      .slice(index + 1)
      .filter((other) => overlap(one.gridPos, other.gridPos))
      .map((other) => `${one.title} lies on ${other.title}`),
  );
  return [
    ...(placed.length < panels.length ? ['a panel without a place'] : []),
    ...tooWide.map(({ title }) => `${title} is not within ${COLUMNS} columns`),
    ...overlapping,
    ...panels.flatMap((row) => (row.panels === undefined ? [] : faultsOfGrid(row.panels))),
  ];
}

function overlap(a: GridPos, b: GridPos): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

function faultsOfVariables(dashboard: Dashboard): string[] {
  const list = dashboard.templating.list ?? [];
  const defined = list.map(({ name }) => name);
  const usedBy = (part: unknown) => variablesIn(JSON.stringify(part)).filter((name) => !name.startsWith('__'));
  const repeats = panelsOf(dashboard).flatMap(({ repeat }) => repeat ?? []);
  const used = new Set([...usedBy({ ...dashboard, templating: {} }), ...list.flatMap(usedBy), ...repeats]);
  return [
    ...repeated(defined).map((name) => `variable ${name} defined twice`),
    ...[...used].filter((name) => !defined.includes(name)).map((name) => `variable ${name} is not defined`),
    ...defined.filter((name) => !used.has(name)).map((name) => `variable ${name} is not used`),
  ];
}

function repeated<T>(values: readonly T[]): T[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}
