import { Counter, Gauge, type Registry } from 'prom-client';

/** What a source says of one of its metrics. */
export interface Described {
  /** @default 'gauge' */
  readonly type?: 'gauge' | 'counter';
  readonly help: string;
  /** The label that tells the values of a map apart. */
  readonly label?: string;
}

/** A value, the values by label, or nothing where this platform or version of Node does not tell. */
export type Told = number | ReadonlyMap<string, number> | undefined;

/** One place that tells several figures at a time: a system call, a file of `/proc`, a function of V8. */
export interface Source<Name extends string = string> {
  readonly metrics: Readonly<Record<Name, Described>>;
  /** Reads all of them; for a counter the absolute value. What it throws leaves the last values standing. */
  readonly read: () => Readonly<Record<Name, Told>>;
}

/** Types a source by the names of its metrics. */
export function source<Name extends string>(described: Source<Name>): Source<Name> {
  return described;
}

/**
 * Registers the metrics of a source, none of them with a `collect()`: so a flush reads their stores, which is cheaper than
 * asking each, and possible at exit.
 * @returns reads the source, and sets all its metrics
 */
export function registerSource<Name extends string>(registry: Registry, { metrics, read }: Source<Name>): () => void {
  const names = Object.keys(metrics) as Name[];
  const setters = names.map((name): [Name, Setter] => {
    const { type = 'gauge', help, label } = metrics[name];
    const options = { name, help, labelNames: label === undefined ? [] : [label], registers: [registry] };
    return [name, type === 'counter' ? setCounter(new Counter(options), label) : setGauge(new Gauge(options), label)];
  });

  return () => {
    const told = read();
    for (const [name, set] of setters) set(told[name]);
  };
}

type Setter = (told: Told) => void;

function setGauge(gauge: Gauge, label: string | undefined): Setter {
  gauge.reset();
  if (label === undefined) gauge.remove();
  return (told) => {
    if (typeof told === 'number') return gauge.set(told);
    // Kinds that are gone leave the page.
    if (told !== undefined) gauge.reset();
    for (const [kind, value] of told ?? []) gauge.set({ [label ?? '']: kind }, value);
  };
}

/** What was counted elsewhere is told as an absolute value. */
function setCounter(counter: Counter, label: string | undefined): Setter {
  if (label === undefined) counter.remove();
  return (told) => {
    if (told === undefined) return;
    counter.reset();
    if (typeof told === 'number') return counter.inc(told);
    for (const [kind, value] of told) counter.inc({ [label ?? '']: kind }, value);
  };
}
