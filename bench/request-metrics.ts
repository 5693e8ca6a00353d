import { Counter, Gauge, Histogram, Registry, Summary } from 'prom-client';

const labelNames = ['endpoint', 'method', 'status'] as const;

/** The request metrics of the contract, as an app would define them with prom-client. */
export class PeerRequestMetrics {
  readonly #registers = [new Registry()];
  readonly #count = new Counter({ ...this.#named('http_request_count_total'), labelNames });
  readonly #duration = new Histogram({ ...this.#named('http_request_duration_seconds'), labelNames });
  readonly #requestSize = new Summary({ ...this.#named('http_request_size_bytes'), labelNames });
  readonly #responseSize = new Summary({ ...this.#named('http_response_size_bytes'), labelNames });
  readonly #inFlight = new Gauge(this.#named('http_requests_in_flight'));

  started(): void {
    this.#inFlight.inc();
  }

  ended(
    labels: { readonly endpoint: string; readonly method: string; readonly status: number },
    seconds: number,
    requestBytes: number,
    responseBytes: number,
  ): void {
    this.#count.inc(labels);
    this.#duration.observe(labels, seconds);
    this.#requestSize.observe(labels, requestBytes);
    this.#responseSize.observe(labels, responseBytes);
    this.#inFlight.dec();
  }

  #named(name: string) {
    return { name, help: name, registers: this.#registers };
  }
}
