import type { Variable } from './dashboard-json.js';

/** What a variable holds: one value, or several if the variable is `multi`. */
export interface Filling {
  readonly value: string | readonly string[];
  /** Whether the variable may hold several values, which are escaped for a pattern then. */
  readonly isPattern?: boolean;
  /** Whether the value is put in unchanged: the pattern of All, or a value of Grafana's own. */
  readonly isVerbatim?: boolean;
}

/** What each variable holds, by the variable's name without `$`. */
export type Fillings = ReadonlyMap<string, Filling>;

// Grafana's own pattern: $name, [[name:format]], ${name.field:format}; without $1, which is PromQL's and which it leaves.
const VARIABLE = /\$(?!\d)(\w+)|\[\[(\w+?)(?::(\w+))?\]\]|\$\{(\w+)(?:\.([^:^}]+))?(?::([^}]+))?\}/g;

/** The names of the variables that a text uses, Grafana's own (`__range`) among them. */
export function variablesIn(text: string): string[] {
  return [...text.matchAll(VARIABLE)].map(([, plain, square, , curly]) => plain ?? square ?? curly ?? '');
}

/**
 * Puts values into an expression as Grafana does for Prometheus. Without a format, several values become a pattern, and
 * each value is escaped for its place between quotes.
 * @throws for a variable that nobody defined, and for a format that is not known here
 */
export function fillIn(expr: string, fillings: Fillings): string {
  return expr.replace(VARIABLE, (whole, plain, square, squareFormat, curly, _field, curlyFormat) => {
    const name: string = plain ?? square ?? curly;
    const filling = fillings.get(name);
    if (filling === undefined) throw new Error(`Nobody defined the variable ${whole} of: ${expr}`);
    return formatted(filling, squareFormat ?? curlyFormat ?? 'prometheus');
  });
}

/** What a variable holds once `All` is chosen: its `allValue`, else its options, else `.*`. */
export function all({ allValue }: Variable, options: readonly string[] = []): Filling {
  if (allValue !== undefined && allValue !== '') return { value: allValue, isVerbatim: true };
  return options.length === 0 ? { value: '.*', isVerbatim: true } : { value: options, isPattern: true };
}

/** What a variable holds once one value is chosen. */
export function chosen({ multi, includeAll }: Variable, value: string): Filling {
  return { value, isPattern: multi === true || includeAll === true };
}

/** What Grafana's own variables hold for a time range and a step. @param rateSeconds value of `$__rate_interval` */
export function timeFillings(
  range: { startedAt: number; endedAt: number },
  stepSeconds: number,
  rateSeconds: number,
): Fillings {
  const rangeSeconds = Math.ceil(range.endedAt - range.startedAt);
  const values = {
    __interval: `${stepSeconds}s`,
    __interval_ms: `${stepSeconds * 1000}`,
    __rate_interval: `${rateSeconds}s`,
    __rate_interval_ms: `${rateSeconds * 1000}`,
    __range: `${rangeSeconds}s`,
    __range_s: `${rangeSeconds}`,
    __range_ms: `${rangeSeconds * 1000}`,
    __from: `${Math.round(range.startedAt * 1000)}`,
    __to: `${Math.round(range.endedAt * 1000)}`,
  };
  return new Map(Object.entries(values).map(([name, value]) => [name, { value, isVerbatim: true }]));
}

function formatted(filling: Filling, format: string): string {
  const values = [filling.value].flat();
  if (filling.isVerbatim) return values.join('|');
  switch (format) {
    case 'prometheus':
      return ofPrometheus(values, filling.isPattern === true);
    case 'raw':
    case 'csv':
      return values.join(',');
    case 'pipe':
      return values.join('|');
    case 'regex':
      return inBrackets(values.map(escaped));
    case 'doublequote':
      return values.map((value) => JSON.stringify(value)).join(',');
    default:
      throw new Error(`Not a format that is known here: ${format}`);
  }
}

function ofPrometheus(values: readonly string[], isPattern: boolean): string {
  // Between quotes a backslash has to be doubled.
  if (!isPattern) return values.join(',').replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  return inBrackets(values.map((value) => escaped(value).replaceAll('\\', '\\\\')));
}

function escaped(value: string): string {
  return value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function inBrackets(values: readonly string[]): string {
  return values.length === 1 ? (values[0] ?? '') : `(${values.join('|')})`;
}
