import { type DashboardLink, DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
import { type RowLink, uidOf } from './board.js';
import { reference, type VariableName } from './variables.js';

/** What all dashboards are tagged with, by which they link to one another. */
export const TAG = 'prom-cluster';

/** A link from a panel to the dashboard that shows more, for what is chosen here. */
export function linkTo(name: string): DashboardLink {
  const link = new DashboardLinkBuilder('Show more of it')
    .type(DashboardLinkType.Link)
    .url(`/d/${uidOf(name)}`)
    .keepTime(true)
    .includeVars(true);
  return inSight(link.build());
}

/**
 * A link from each row of a table to a dashboard, about what the row is about.
 * @param on the heading of the column that leads there
 * @param fields the variables that are set, by the headings of the columns that have their values
 * @param kept variables that stay as they are chosen here
 */
export function linkFromRow(
  title: string,
  name: string,
  on: string,
  fields: Readonly<Record<string, string>>,
  kept: readonly VariableName[] = [],
): RowLink {
  const set = Object.entries(fields).map(
    ([variable, heading]) => `var-${variable}=${reference(`__data.fields["${heading}"]`)}`,
  );
  const stays = ['datasource', ...kept].map((variable) => reference(`${variable}:queryparam`));
  return { title, on, url: `/d/${uidOf(name)}?${[...set, ...stays, reference('__url_time_range')].join('&')}` };
}

/** The list of all dashboards, at the top of each. */
export function linkToAll(): DashboardLink {
  const link = new DashboardLinkBuilder('prom-cluster')
    .type(DashboardLinkType.Dashboards)
    .tags([TAG])
    .icon('external link')
    .asDropdown(true)
    .keepTime(true)
    .includeVars(true);
  return inSight(link.build());
}

/** The SDK puts what it builds into a menu, out of sight, unless that is taken back. */
export function inSight<T extends { placement?: unknown }>({ placement, ...rest }: T): Omit<T, 'placement'> {
  return rest;
}
