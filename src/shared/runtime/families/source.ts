import type { RuntimeFamilies, RuntimeFamily, RuntimeSeries } from './runtime-families.js';

/** One place from which several metrics are read at once: a system call, a file of `/proc`, or a function of V8. */
export interface Source<Name extends string = string> {
  readonly metrics: Readonly<Record<Name, Described>>;
  /** Reads all metrics. The reading of a counter is its total. If this function throws, the metrics keep their last values. */
  readonly read: () => Readonly<Record<Name, Reading>>;
  /** The option that turns these metrics off, as code in a message. @default none does */
  readonly option?: string;
}

/** How a source describes one of its metrics. */
export interface Described {
  /** @default 'gauge' */
  readonly type?: 'gauge' | 'counter';
  readonly help: string;
  /** The label whose values are the keys of the readings, for a metric whose readings are maps. */
  readonly label?: string;
}

/** A number, or numbers by label. undefined if this platform or version of Node does not provide the metric. */
export type Reading = number | ReadonlyMap<string, number> | undefined;

/** Checks the type of a source: its readings have the names of its metrics. */
export function source<Name extends string>(described: Source<Name>): Source<Name> {
  return described;
}

/**
 * Makes the families of a source's metrics.
 * @returns a function that reads the source and sets all its metrics
 */
export function registerSource<Name extends string>(families: RuntimeFamilies, described: Source<Name>): () => void {
  const { metrics, read, option } = described;
  const names = Object.keys(metrics) as Name[];
  const setters = names.map((name): [Name, Setter] => {
    const { type = 'gauge', help, label } = metrics[name];
    const family = families.make({ name, help, type, labelNames: label === undefined ? [] : [label], option });
    return [name, label === undefined ? setOne(family.series()) : setEach(family, label)];
  });

  return () => {
    const readings = read();
    for (const [name, set] of setters) set(readings[name]);
  };
}

type Setter = (reading: Reading) => void;

function setOne(series: RuntimeSeries): Setter {
  return (reading) => {
    if (typeof reading === 'number') series.set(reading);
  };
}

function setEach(family: RuntimeFamily, label: string): Setter {
  const known = new Map<string, RuntimeSeries>();
  return (reading) => {
    if (typeof reading !== 'object') return;
    for (const [kind, value] of reading) {
      const series = known.get(kind) ?? family.series({ [label]: kind });
      known.set(kind, series);
      series.set(value);
    }
    if (known.size > reading.size) removeMissing(known, reading);
  };
}

/** Removes the series of kinds that a reading no longer has. */
function removeMissing(known: Map<string, RuntimeSeries>, reading: ReadonlyMap<string, number>): void {
  for (const [kind, series] of known) {
    if (reading.has(kind)) continue;
    series.remove();
    known.delete(kind);
  }
}
