import type { Labels } from '../../shared/model/family.js';
import type { ResolvedOptions } from '../../shared/options/options.js';
import type { ChangeTracker, TrackedFamily, TrackedSeries } from '../../shared/tracking/change-tracker.js';
import { LabelledCounter } from '../rows/labelled-counter.js';
import { RequestRows } from '../rows/request-rows.js';
import { RowIndex } from '../rows/row-index.js';
import { ErrorCodes } from './error-codes.js';
import { type HttpClientSettings, httpClientFamilies } from './outbound-families.js';
import { OutboundOrigins } from './outbound-origins.js';

/** The status of a request that ended without a response. */
export const NO_RESPONSE = 0;

/** A server may answer with any number of three digits; those that no standard has room for are one. */
const ODD_STATUS = 600;

/** `maxOrigins` is the limit of these families. */
const BOUNDED = { isBounded: true };

/** What one worker knows of its outbound requests: a row of numbers for each origin, method and status. */
export class HttpClientTable {
  readonly #tracker: ChangeTracker;
  readonly #origins: OutboundOrigins;
  readonly #codes = new ErrorCodes();
  readonly #duration: TrackedFamily;
  readonly #inFlightSeries: TrackedSeries | undefined;
  readonly #connects: LabelledCounter;
  readonly #errors: LabelledCounter;
  readonly #index = new RowIndex(
    // Origins are limited where they are named, for all families alike.
    (origin) => origin,
    (...row) => this.#addRow(...row),
  );
  readonly #rows: RequestRows;
  readonly #series = new Map<number, TrackedSeries | undefined>();
  #inFlight = 0;

  constructor(tracker: ChangeTracker, http: ResolvedOptions['http'], settings: HttpClientSettings) {
    const families = httpClientFamilies(http, settings);
    this.#tracker = tracker;
    this.#origins = new OutboundOrigins(settings.maxOrigins);
    this.#rows = new RequestRows(settings.durationBuckets, undefined);
    this.#duration = tracker.family(families.duration, BOUNDED);
    this.#inFlightSeries = tracker.series(tracker.family(families.inFlight, BOUNDED), []);
    this.#connects = new LabelledCounter(tracker, tracker.family(families.connects, BOUNDED));
    this.#errors = new LabelledCounter(tracker, tracker.family(families.errors, BOUNDED));
  }

  /** The names of all families that a table fills; an app cannot have them for its own. */
  static familyNames({ http, httpClient }: Pick<ResolvedOptions, 'http' | 'httpClient'>): string[] {
    if (httpClient === false) return [];
    return Object.values(httpClientFamilies(http, httpClient)).map((family) => family.name);
  }

  /** How many requests have started and not ended. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** A request has started. */
  started(): void {
    this.#inFlight += 1;
  }

  /** A request that had started has ended, however. */
  ended(): void {
    this.#inFlight -= 1;
  }

  /** Counts a request that has ended. @param url its URL, or the beginning of it */
  record(url: string, method: string, status: number, seconds: number): void {
    const row = this.#index.row(this.#origins.name(url), method, Math.min(status, ODD_STATUS));
    this.#rows.record(row, seconds, 0, 0);
  }

  /** Counts a request that has failed, before or within its response. */
  failed(url: string, error: unknown): void {
    this.#errors.increment(this.#codes.name(error), this.#origins.name(url));
  }

  /** Counts a new connection. */
  connected(url: string): void {
    this.#connects.increment(this.#origins.name(url));
  }

  /** Notes that something could not be recorded because of an error. */
  recordingFailed(error: unknown): void {
    this.#tracker.note('outbound_failed', '', error instanceof Error ? error.name : typeof error);
  }

  /** Hands what changed since the last flush to the tracker. */
  flush(): void {
    this.#rows.takeDirty((row) => this.#set(this.#series.get(row), this.#rows.duration(row)));
    this.#connects.flush();
    this.#errors.flush();
    this.#set(this.#inFlightSeries, [this.#inFlight]);
  }

  #set(series: TrackedSeries | undefined, values: ArrayLike<number>): void {
    if (series !== undefined) this.#tracker.set(series, values);
  }

  #addRow(origin: string, method: string, status: number): number {
    const row = this.#rows.add();
    const labels: Labels = [
      ['method', method],
      ['origin', origin],
      ['status', statusText(status)],
    ];
    this.#series.set(row, this.#tracker.series(this.#duration, labels));
    return row;
  }
}

function statusText(status: number): string {
  if (status === NO_RESPONSE) return 'none';
  return status === ODD_STATUS ? 'other' : String(status);
}
