import type { Labels } from '../../shared/model/family.js';
import type { ResolvedOptions } from '../../shared/options/options.js';
import type { ChangeTracker, TrackedFamily, TrackedSeries } from '../../shared/tracking/change-tracker.js';
import { CappedNames } from '../rows/capped-names.js';
import { RequestRows } from '../rows/request-rows.js';
import { RowIndex } from '../rows/row-index.js';
import { httpFamilies } from './http-families.js';
import { OTHER_ENDPOINT, UNMATCHED_ENDPOINT } from './routes/endpoint-namer.js';

const MAX_FAILURE_NOTES = 10;

/** What the families have of one thing: one family or series each. */
interface PerRequest<Item> {
  readonly count: Item;
  readonly duration: Item;
  readonly requestSize: Item;
  readonly responseSize: Item;
}

/** `maxEndpoints` is the limit of these families. */
const BOUNDED = { isBounded: true };

/** The request metrics of one worker: a row of numbers for each endpoint, method and status. */
export class HttpTable {
  readonly #tracker: ChangeTracker;
  readonly #families: PerRequest<TrackedFamily>;
  readonly #inFlightSeries: readonly (TrackedSeries | undefined)[];
  readonly #totalSeries: TrackedSeries | undefined;
  readonly #rows: RequestRows;
  readonly #index: RowIndex;
  readonly #series = new Map<number, PerRequest<TrackedSeries | undefined>>();
  #total = 0;
  #inFlight = 0;
  #failureNotes = 0;

  constructor(tracker: ChangeTracker, options: ResolvedOptions['http']) {
    const families = httpFamilies(options);
    this.#tracker = tracker;
    const endpoints = new CappedNames(options.maxEndpoints, OTHER_ENDPOINT);
    const admit = (name: string) => (name === UNMATCHED_ENDPOINT ? name : endpoints.admit(name));
    this.#index = new RowIndex(admit, (...row) => this.#addRow(...row));
    this.#rows = new RequestRows(options.durationBuckets, options.sizeBuckets);
    this.#families = mapEach(families, (family) => tracker.family(family, BOUNDED));
    this.#inFlightSeries = [families.inFlight, families.workerInFlight].map((family) =>
      tracker.series(tracker.family(family, BOUNDED), []),
    );
    this.#totalSeries = tracker.series(tracker.family(families.workerTotal, BOUNDED), []);
  }

  /** The names of all families that a table fills; an app cannot have them for its own. */
  static familyNames(options: ResolvedOptions['http']): string[] {
    return Object.values(httpFamilies(options)).map((family) => family.name);
  }

  /** How many requests have started and not ended. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Where {@link record} finds an endpoint, method and status. Past `maxEndpoints` it is the row of `<other>`. */
  row(endpoint: string, method: string, status: number): number {
    return this.#index.row(endpoint, method, status);
  }

  /** Counts a request that has ended. Allocates nothing. */
  record(row: number, seconds: number, requestBytes: number, responseBytes: number): void {
    this.#total += 1;
    this.#rows.record(row, seconds, requestBytes, responseBytes);
  }

  /** Adds bytes of a request's body that arrived after its response had ended. */
  addRequestBytes(row: number, bytes: number): void {
    this.#rows.addRequestBytes(row, bytes);
  }

  /** A request has started. */
  started(): void {
    this.#inFlight += 1;
  }

  /** A request that had started has ended, however. */
  ended(): void {
    this.#inFlight -= 1;
  }

  /** Notes that a request's endpoint could not be found out because of an error. */
  endpointFailed(error: unknown): void {
    if (this.#failureNotes >= MAX_FAILURE_NOTES) return;
    this.#failureNotes += 1;
    this.#tracker.note('endpoint_failed', '', error instanceof Error ? error.message : typeof error);
  }

  /** Hands what changed since the last flush to the tracker. */
  flush(): void {
    this.#rows.takeDirty((row) => {
      const series = this.#series.get(row);
      this.#set(series?.count, this.#rows.count(row));
      this.#set(series?.duration, this.#rows.duration(row));
      this.#set(series?.requestSize, this.#rows.requestSize(row));
      this.#set(series?.responseSize, this.#rows.responseSize(row));
    });
    for (const series of this.#inFlightSeries) this.#set(series, [this.#inFlight]);
    this.#set(this.#totalSeries, [this.#total]);
  }

  /** A series over the worker's limit is undefined; the tracker has counted it. */
  #set(series: TrackedSeries | undefined, values: ArrayLike<number>): void {
    if (series !== undefined) this.#tracker.set(series, values);
  }

  #addRow(endpoint: string, method: string, status: number): number {
    const row = this.#rows.add();
    const labels: Labels = [
      ['endpoint', endpoint],
      ['method', method],
      ['status', String(status)],
    ];
    this.#series.set(
      row,
      mapEach(this.#families, (family) => this.#tracker.series(family, labels)),
    );
    return row;
  }
}

function mapEach<From, To>(items: PerRequest<From>, map: (item: From) => To): PerRequest<To> {
  return {
    count: map(items.count),
    duration: map(items.duration),
    requestSize: map(items.requestSize),
    responseSize: map(items.responseSize),
  };
}
