import type { Series } from '../../cluster/driver/prometheus/prometheus-answer.js';
import type { ShopDay } from '../day/scripted-day.js';

/** What a panel or an annotation shows under one choice: the answer to the query with a refId. @param refId @default 'A' */
export type Shown = (refId?: string) => readonly Series[];

/** The day of a shop, without the running shop. */
export type ShopsDay = Omit<ShopDay, 'fixture'>;

/** What an expectation may look at besides its own panel. */
export interface Surroundings {
  /** Times before the first scrape and at the last scrape, in seconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** The worker of a panel that is repeated for each worker; empty for any other panel. */
  readonly worker: string;
  /** What another panel of any dashboard shows: `beside('Workers', 'Heap used')`. Throws when there is no such panel. */
  readonly beside: (dashboard: string, panel: string, refId?: string) => readonly Series[];
  /** The answer of Prometheus to an expression at an instant, in seconds since the epoch. */
  readonly query: (expr: string, at: number) => Promise<readonly Series[]>;
}

/**
 * What the script of the day makes a panel show. It is checked for both shops, with all instances, workers and endpoints,
 * and for each worker where the panel is repeated.
 */
export interface Expectation {
  /** The title of a panel, or the name of an annotation. */
  readonly panel: string;
  /** Throws or rejects unless the panel fits the day. Has to look at each query of the panel. */
  readonly check: (shown: Shown, shop: ShopsDay, surroundings: Surroundings) => void | Promise<void>;
}
