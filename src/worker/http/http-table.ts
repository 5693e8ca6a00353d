import { FailureNotes } from '../../shared/basics/failure-notes.js';
import { Guard } from '../../shared/basics/guard.js';
import { thrownText } from '../../shared/basics/thrown-text.js';
import { namesUnder } from '../../shared/model/request-names.js';
import type { RequestOptions } from '../../shared/options/options.js';
import type { ChangeTracker } from '../../shared/tracking/change-tracker.js';
import { CappedNames } from '../rows/capped-names.js';
import { PlainSeries } from '../rows/plain-series.js';
import { RequestRows } from '../rows/request-rows.js';
import { RowIndex } from '../rows/row-index.js';
import { RowSeries } from '../rows/row-series.js';
import { type HttpFamilyOptions, httpFamilies } from './http-families.js';
import { OTHER_ENDPOINT, UNMATCHED_ENDPOINT } from './routes/endpoint-namer.js';

/** The metrics of the requests that one worker answers: a row of numbers for each endpoint, method and status. */
export class HttpTable {
  /** Notes errors of the recording itself. */
  readonly guard: Guard;
  readonly #endpointFailures: FailureNotes;
  readonly #rows: RequestRows;
  readonly #series: RowSeries;
  readonly #index: RowIndex;
  readonly #inFlightSeries: readonly PlainSeries[];
  readonly #totalSeries: PlainSeries;
  #total = 0;
  #inFlight = 0;

  constructor(tracker: ChangeTracker, options: HttpTableOptions) {
    const families = httpFamilies(options);
    const rows = new RequestRows(options.durationBuckets, options.sizeBuckets);
    this.#endpointFailures = new FailureNotes(tracker, 'endpoint_failed');
    this.guard = new Guard(tracker);
    this.#rows = rows;
    this.#series = new RowSeries(tracker, rows, [
      [families.count, (row) => rows.count(row)],
      [families.duration, (row) => rows.duration(row)],
      [families.requestSize, (row) => rows.requestSize(row)],
      [families.responseSize, (row) => rows.responseSize(row)],
    ]);
    this.#index = this.#createIndex(options);
    this.#inFlightSeries = [families.inFlight, families.workerInFlight].map(
      (family) => new PlainSeries(tracker, family),
    );
    this.#totalSeries = new PlainSeries(tracker, families.workerTotal);
  }

  /** How many requests have started and not ended. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Where the row of an endpoint, method and status is. Past `maxEndpoints`, the endpoint is `<other>`. */
  row(endpoint: string, method: string, status: number): number {
    return this.#index.row(endpoint, method, status);
  }

  /** Counts a request that has ended. Allocates nothing. @param requestBytes like `responseBytes`, may be `UNKNOWN_BYTES` */
  record(row: number, seconds: number, requestBytes: number, responseBytes: number): void {
    this.#total += 1;
    this.#rows.record(row, seconds, requestBytes, responseBytes);
  }

  /** Adds bytes of a request's body that arrived after the response had ended. */
  addRequestBytes(row: number, bytes: number): void {
    this.#rows.addRequestBytes(row, bytes);
  }

  /** A request has started. */
  started(): void {
    this.#inFlight += 1;
  }

  /** A request that had started has ended, whatever its outcome. */
  ended(): void {
    this.#inFlight -= 1;
  }

  /** Notes that an error kept the endpoint of a request from being named. */
  endpointFailed(error: unknown): void {
    this.#endpointFailures.add(thrownText(error));
  }

  /** Gives the tracker every number that has changed since the last flush. */
  flush(): void {
    this.#series.flush();
    for (const series of this.#inFlightSeries) series.set(this.#inFlight);
    this.#totalSeries.set(this.#total);
  }

  #createIndex(options: HttpTableOptions): RowIndex {
    const { labels } = namesUnder(options);
    const endpoints = new CappedNames(options.maxEndpoints, OTHER_ENDPOINT);
    const admit = (name: string) => (name === UNMATCHED_ENDPOINT ? name : endpoints.admit(name));
    return new RowIndex(admit, (endpoint, method, status) =>
      this.#series.add([
        [labels.endpoint, endpoint],
        [labels.method, method],
        [labels.status, String(status)],
      ]),
    );
  }
}

/** The options that a table follows. */
export type HttpTableOptions = HttpFamilyOptions & Pick<RequestOptions, 'maxEndpoints'>;
