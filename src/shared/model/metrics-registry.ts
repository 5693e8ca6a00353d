/**
 * A registry of metrics, described by what is read of it. The registries of prom-client fit, those of a second copy of prom-client,
 * and those of libraries that are made like it, such as `@prometheus-io/client` and `@platformatic/prom-client`.
 */
export interface MetricsRegistry {
  /**
   * Returns all metrics of the registry, in an array. A metric is an object like those of prom-client: it has at least a `name`, a
   * `type` and a `get()`. What cannot be read is left out and counted.
   */
  getMetricsAsArray(): readonly unknown[];
  /** The format in which the registry itself is printed. In OpenMetrics the names of its counters end in `_total`. @default the text format */
  readonly contentType?: string;
}
