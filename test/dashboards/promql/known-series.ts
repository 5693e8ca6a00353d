import type { Matcher, Selector } from './promql.js';

/** The values that each label has, by the label's name. */
export type KnownLabels = ReadonlyMap<string, ReadonlySet<string>>;

/** The series that exist: metrics, their labels (`job` and `instance` too), and the values of the labels. */
export class KnownSeries {
  readonly #metrics = new Map<string, Map<string, Set<string>>>();

  /** @param series the labels of each series, `__name__` too, as Prometheus' `/api/v1/series` gives them */
  constructor(series: Iterable<Readonly<Record<string, string>>>) {
    for (const { __name__: name = '', ...labels } of series) this.#add(name, labels);
  }

  /** The labels of a metric; undefined when there is no such metric. */
  labelsOf(metric: string): KnownLabels | undefined {
    return this.#metrics.get(metric);
  }

  /** The labels of all metrics that a selector names; undefined when there is no such metric. */
  labelsOfSelector({ metric, matchers }: Selector): KnownLabels | undefined {
    if (metric !== undefined) return this.labelsOf(metric);
    const onName = matchers.filter(({ label }) => label === '__name__');
    const metrics = [...this.#metrics.keys()].filter((name) => onName.every((matcher) => matches(matcher, name)));
    return metrics.length === 0 ? undefined : this.#union(metrics);
  }

  #union(metrics: readonly string[]): KnownLabels {
    const union = new Map<string, Set<string>>();
    for (const labels of metrics.map((name) => this.labelsOf(name))) {
      for (const [label, values] of labels ?? []) union.set(label, new Set([...(union.get(label) ?? []), ...values]));
    }
    return union;
  }

  #add(name: string, labels: Readonly<Record<string, string>>): void {
    const known = this.#metrics.get(name) ?? new Map<string, Set<string>>();
    this.#metrics.set(name, known);
    for (const [label, value] of Object.entries(labels)) {
      known.set(label, (known.get(label) ?? new Set()).add(value));
    }
  }
}

/** Whether a label's value fulfils a condition. @param candidate empty for a label that is not there */
export function matches({ operator, value }: Matcher, candidate: string): boolean {
  const isPositive = !operator.startsWith('!');
  if (!operator.endsWith('~')) return (candidate === value) === isPositive;
  // Prometheus anchors its patterns. The RE2 patterns that the queries use are JavaScript patterns too.
  return new RegExp(`^(?:${value})$`, 's').test(candidate) === isPositive;
}
