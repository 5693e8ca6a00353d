import { type DashboardLink, DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
import { uidOf } from './board.js';

/** What all dashboards are tagged with, by which they link to one another. */
export const TAG = 'prom-cluster';

/** A link from a panel to the dashboard that shows more, for what is chosen here. */
export function linkTo(name: string): DashboardLink {
  return new DashboardLinkBuilder('Show more of it')
    .type(DashboardLinkType.Link)
    .url(`/d/${uidOf(name)}`)
    .keepTime(true)
    .includeVars(true)
    .build();
}

/** The list of all dashboards, at the top of each. */
export function linkToAll(): DashboardLinkBuilder {
  return new DashboardLinkBuilder('prom-cluster')
    .type(DashboardLinkType.Dashboards)
    .tags([TAG])
    .icon('external link')
    .asDropdown(true)
    .keepTime(true)
    .includeVars(true);
}
