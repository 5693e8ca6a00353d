import type { PeerClient } from './peers.js';

const labelNames = ['endpoint', 'method', 'status'] as const;

/** The request metrics that this library records, as an app defines and records them with a peer. */
export class PeerRequestMetrics {
  readonly #count;
  readonly #duration;
  readonly #requestSize;
  readonly #responseSize;
  readonly #inFlight;

  /** @param register the registry of the metrics @default a new one */
  constructor(
    { Counter, Gauge, Histogram, Registry, Summary }: PeerClient,
    register: InstanceType<PeerClient['Registry']> = new Registry(),
  ) {
    const named = (name: string) => ({ name, help: name, registers: [register] });
    this.#count = new Counter({ ...named('http_request_count_total'), labelNames });
    this.#duration = new Histogram({ ...named('http_request_duration_seconds'), labelNames });
    this.#requestSize = new Summary({ ...named('http_request_size_bytes'), labelNames });
    this.#responseSize = new Summary({ ...named('http_response_size_bytes'), labelNames });
    this.#inFlight = new Gauge(named('http_requests_in_flight'));
  }

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
}
