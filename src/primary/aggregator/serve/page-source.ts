import type { HandlerCounts } from '../self/handler-counts.js';

/** The source of everything that the metrics port serves. */
export interface PageSource {
  /**
   * The page in UTF-8. undefined if there is no such worker, or if nobody waits for the page any more. If the promise rejects, the
   * scrape is answered with 500.
   */
  page(query: PageQuery): Promise<Buffer | undefined>;
  /** The content of `/workers`, for JSON. */
  workers(): unknown;
  /** Whether `/readyz` answers with status 200. */
  ready(): boolean;
  readonly handler: HandlerCounts;
  log(message: string): void;
}

/** The query of a scrape. */
export interface PageQuery {
  /** Names of the families to show. Empty for all. */
  readonly names: ReadonlySet<string>;
  /** The slot whose values alone are shown. undefined for the merged page. */
  readonly worker: string | undefined;
  /** How long the client waits for its answer, in ms. @default the client did not say */
  readonly timeoutMs?: number | undefined;
  /** Whether somebody still waits for the page. @default somebody does */
  readonly isWanted?: () => boolean;
}
