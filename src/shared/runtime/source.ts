import type { RuntimeFamilies, RuntimeFamily, RuntimeSeries } from './runtime-families.js';

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
 * Makes the families of a source's metrics.
 * @returns reads the source, and sets all its metrics
 */
export function registerSource<Name extends string>(families: RuntimeFamilies, described: Source<Name>): () => void {
  const { metrics, read } = described;
  const names = Object.keys(metrics) as Name[];
  const setters = names.map((name): [Name, Setter] => {
    const { type = 'gauge', help, label } = metrics[name];
    const family = families.make({ name, help, type, labelNames: label === undefined ? [] : [label] });
    return [name, label === undefined ? setOne(family.series()) : setEach(family, label)];
  });

  return () => {
    const told = read();
    for (const [name, set] of setters) set(told[name]);
  };
}

type Setter = (told: Told) => void;

function setOne(series: RuntimeSeries): Setter {
  return (told) => {
    if (typeof told === 'number') series.set(told);
  };
}

function setEach(family: RuntimeFamily, label: string): Setter {
  const known = new Map<string, RuntimeSeries>();
  return (told) => {
    if (typeof told !== 'object') return;
    for (const [kind, value] of told) {
      const series = known.get(kind) ?? family.series({ [label]: kind });
      known.set(kind, series);
      series.set(value);
    }
    if (known.size > told.size) removeGone(known, told);
  };
}

/** Kinds that are gone leave the page. */
function removeGone(known: Map<string, RuntimeSeries>, told: ReadonlyMap<string, number>): void {
  for (const [kind, series] of known) {
    if (told.has(kind)) continue;
    series.remove();
    known.delete(kind);
  }
}
