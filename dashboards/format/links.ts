import { type DashboardLink, DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
import { type RowLink, uidOf } from './board.js';
import { reference, type VariableName } from './variables.js';

/** The tag of all dashboards. The links between dashboards select by this tag. */
export const TAG = 'prom-cluster';

/** A link from a panel to the dashboard with the details, for the same choice of variables. */
export function linkTo(name: string): DashboardLink {
  const link = new DashboardLinkBuilder('Show more of it')
    .type(DashboardLinkType.Link)
    .url(`/d/${uidOf(name)}`)
    .keepTime(true)
    .includeVars(true);
  return inSight(link.build());
}

/**
 * A link from each row of a table to a dashboard that shows the subject of the row.
 * @param on the heading of the column that has the link
 * @param fields the variables that the link sets, by the headings of the columns that have their values
 * @param kept the variables that keep their chosen values
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

/** The list of all dashboards that each dashboard has at its top. */
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

/** The SDK hides a link in a menu by default. This takes the default back. */
export function inSight<T extends { placement?: unknown }>({ placement, ...rest }: T): Omit<T, 'placement'> {
  return rest;
}
