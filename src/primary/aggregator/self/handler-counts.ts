import type { SharedCounters } from '../../protocol/shared-counters.js';

/** What the server of the metrics port counts of its scrapes and its connections: the families `metrics_handler_*`. */
export class HandlerCounts {
  readonly #counters: SharedCounters;
  #inFlight = 0;

  constructor(counters: SharedCounters) {
    this.#counters = counters;
  }

  /** Number of scrapes that have begun and not left. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** A scrape takes its place among those in flight. */
  began(): void {
    this.#inFlight++;
  }

  /** The operating system has taken the answer to a scrape that began, or the scrape's connection is closed. */
  left(): void {
    this.#inFlight--;
  }

  /** Counts an answered scrape, unless it asked for a worker that does not exist. @param seconds time until the answer was handed over */
  answered(code: number, seconds: number): void {
    if (code !== 404) this.#counters.scraped(code, seconds);
  }

  /** A client was disconnected, because it did not read its answer in time. */
  slowReader(): void {
    this.#counters.slowReader();
  }

  /** A connection was closed at once, because too many are open. */
  connectionDropped(): void {
    this.#counters.connectionDropped();
  }
}
