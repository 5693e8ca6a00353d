import type { Series } from '../../cluster/driver/prometheus/prometheus-answer.js';
import type { ShopDay } from '../day/scripted-day.js';

/** What a panel, or an annotation, shows under one choice: the answers to its targets, by their refIds. @default 'A' */
export type Shown = (refId?: string) => readonly Series[];

/** What a day in a shop was, for whoever does not speak with it any more. */
export type ShopsDay = Omit<ShopDay, 'fixture'>;

/** What surrounds what is checked. */
export interface Surroundings {
  /** Seconds since the epoch: before the first scrape, and at the last one. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** The worker for which a panel that is repeated stands there; else empty. */
  readonly worker: string;
  /** What another panel shows, of any dashboard: `beside('Workers', 'Heap used')`. Throws when there is none. */
  readonly beside: (dashboard: string, panel: string, refId?: string) => readonly Series[];
  /** What Prometheus answers to an expression at an instant, in seconds since the epoch. */
  readonly query: (expr: string, at: number) => Promise<readonly Series[]>;
}

/**
 * What the script of the day makes a panel show. It is checked for both shops, with all instances, workers and endpoints,
 * and for each worker where the panel is repeated.
 */
export interface Expectation {
  /** The title of a panel, or the name of an annotation. */
  readonly panel: string;
  /** Throws, or rejects, unless what is shown fits the day. Has to look at each query of the panel. */
  readonly check: (shown: Shown, shop: ShopsDay, surroundings: Surroundings) => void | Promise<void>;
}
