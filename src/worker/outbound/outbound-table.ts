import { FailureNotes } from '../../shared/basics/failure-notes.js';
import { thrownText } from '../../shared/basics/thrown-text.js';
import { type NamingOptions, namesUnder } from '../../shared/model/request-names.js';
import type { ChangeTracker } from '../../shared/tracking/change-tracker.js';
import { LabelledCounter } from '../rows/labelled-counter.js';
import { PlainSeries } from '../rows/plain-series.js';
import { RequestRows } from '../rows/request-rows.js';
import { RowIndex } from '../rows/row-index.js';
import { RowSeries } from '../rows/row-series.js';
import { ErrorCodes } from './error-codes.js';
import { type OutboundOptions, outboundFamilies } from './outbound-families.js';
import { OutboundOrigins } from './outbound-origins.js';

/** The metrics of the requests that one worker sends: a row of numbers for each origin, method and status. */
export class OutboundTable {
  readonly #failures: FailureNotes;
  readonly #origins: OutboundOrigins;
  readonly #codes = new ErrorCodes();
  readonly #rows: RequestRows;
  readonly #series: RowSeries;
  readonly #index: RowIndex;
  readonly #inFlightSeries: PlainSeries;
  readonly #connects: LabelledCounter;
  readonly #errors: LabelledCounter;
  #inFlight = 0;

  constructor(tracker: ChangeTracker, naming: NamingOptions, options: OutboundOptions) {
    const families = outboundFamilies(naming, options);
    const { origin, code } = namesUnder(naming).clientLabels;
    const rows = new RequestRows(options.durationBuckets, undefined);
    this.#failures = new FailureNotes(tracker, 'outbound_failed');
    this.#origins = new OutboundOrigins(options.maxOrigins);
    this.#rows = rows;
    this.#series = new RowSeries(tracker, rows, [[families.duration, (row) => rows.duration(row)]]);
    this.#index = this.#createIndex(naming);
    this.#inFlightSeries = new PlainSeries(tracker, families.inFlight);
    this.#connects = new LabelledCounter(tracker, families.connects, [origin]);
    this.#errors = new LabelledCounter(tracker, families.errors, [code, origin]);
  }

  /** How many requests have started and not ended. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** A request has started. */
  started(): void {
    this.#inFlight += 1;
  }

  /** A request that had started has ended, whatever its outcome. */
  ended(): void {
    this.#inFlight -= 1;
  }

  /** Counts a request that has ended. @param url the request's URL, or the beginning of it */
  record(url: string, method: string, status: number, seconds: number): void {
    const row = this.#index.row(this.#origins.name(url), method, Math.min(status, ODD_STATUS));
    this.#rows.record(row, seconds, 0, 0);
  }

  /** Counts a request that has failed before its response or within it. */
  failed(url: string, error: unknown): void {
    this.#errors.increment(this.#codes.name(error), this.#origins.name(url));
  }

  /** Counts a new connection. */
  connected(url: string): void {
    this.#connects.increment(this.#origins.name(url));
  }

  /** Notes that an error kept a request or a connection from being recorded. */
  recordingFailed(error: unknown): void {
    this.#failures.add(thrownText(error));
  }

  /** Gives the tracker every number that has changed since the last flush. */
  flush(): void {
    this.#series.flush();
    this.#connects.flush();
    this.#errors.flush();
    this.#inFlightSeries.set(this.#inFlight);
  }

  #createIndex(naming: NamingOptions): RowIndex {
    const labels = namesUnder(naming).clientLabels;
    // OutboundOrigins limits the number of origins, for all families alike.
    const admit = (origin: string) => origin;
    return new RowIndex(admit, (origin, method, status) =>
      this.#series.add([
        [labels.method, method],
        [labels.origin, origin],
        [labels.status, statusText(status)],
      ]),
    );
  }
}

/** The status of a request that ended without a response. */
export const NO_RESPONSE = 0;

/** The status that stands for every status from 600 on: a server may answer with any number of three digits. */
const ODD_STATUS = 600;

function statusText(status: number): string {
  if (status === NO_RESPONSE) return 'none';
  return status === ODD_STATUS ? 'other' : String(status);
}
