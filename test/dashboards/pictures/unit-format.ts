/** A number as Grafana writes it in one of its units: `0.0123` in `s` is `12.3 ms`. */
export function inUnit(value: number, unit: string): string {
  if (!Number.isFinite(value)) return '-';
  return (FORMATS[unit] ?? plain(''))(value);
}

type Format = (value: number) => string;

const FORMATS: Readonly<Record<string, Format>> = {
  s: seconds,
  percentunit: (value) => `${round(value * 100)} %`,
  bytes: scaled(1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB']),
  Bps: scaled(1000, ['B/s', 'kB/s', 'MB/s', 'GB/s', 'TB/s']),
  short: scaled(1000, ['', 'K', 'Mil', 'Bil']),
  reqps: plain(' req/s'),
  ops: plain(' ops/s'),
  cps: plain(' c/s'),
  currencyEUR: (value) => `€${round(value)}`,
};

function seconds(value: number): string {
  const size = Math.abs(value);
  if (size >= 3600) return `${round(value / 3600)} h`;
  if (size >= 60) return `${round(value / 60)} min`;
  if (size >= 1 || size === 0) return `${round(value)} s`;
  return size >= 1e-3 ? `${round(value * 1e3)} ms` : `${round(value * 1e6)} µs`;
}

function scaled(base: number, units: readonly string[]): Format {
  return (value) => {
    const steps = Math.floor(Math.log(Math.max(Math.abs(value), 1)) / Math.log(base));
    const place = Math.min(steps, units.length - 1);
    return `${round(value / base ** place)} ${units[place]}`.trim();
  };
}

function plain(ending: string): Format {
  return (value) => `${round(value)}${ending}`;
}

function round(value: number): string {
  return `${Number(value.toPrecision(3))}`;
}
