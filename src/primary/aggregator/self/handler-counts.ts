import type { SharedCounters } from '../../protocol/shared-counters.js';

/** What the server of the metrics port counts of its scrapes and its connections: the families `metrics_handler_*`. */
export class HandlerCounts {
  readonly #counters: SharedCounters;
  #inFlight = 0;

  constructor(counters: SharedCounters) {
    this.#counters = counters;
  }

  /** Number of scrapes that have begun, and whose answer the operating system has not taken whole. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Counts a scrape in: it is in flight from now on. */
  began(): void {
    this.#inFlight++;
  }

  /** Counts a scrape out. To be called when the operating system has taken its whole answer, or when its connection is closed. */
  left(): void {
    this.#inFlight--;
  }

  /** Counts an answered scrape, unless it asked for a worker that does not exist. @param seconds time until the answer was handed over */
  answered(code: number, seconds: number): void {
    if (code !== 404) this.#counters.scraped(code, seconds);
  }

  /** Counts a client that was disconnected, because it did not read its answer in time. */
  slowReader(): void {
    this.#counters.slowReader();
  }

  /** Counts a connection that was closed at once, because too many were open. */
  connectionDropped(): void {
    this.#counters.connectionDropped();
  }
}
