/** One sample: seconds since the epoch, and the value. */
export type Sample = readonly [at: number, value: number];

/** One series of an answer with all its labels, `__name__` too. The answer at an instant has one sample for each series. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly Sample[];
}

/** One rule, as Prometheus tells of it. */
export interface Rule {
  readonly name: string;
  readonly type: 'recording' | 'alerting';
  readonly query: string;
  /** `ok`, `unknown` before it has been evaluated, or `err`. */
  readonly health: string;
  readonly lastError?: string;
  /** Time of the last evaluation, in ISO 8601. */
  readonly lastEvaluation: string;
  /** State of an alert; a recording rule has none. */
  readonly state?: 'inactive' | 'pending' | 'firing';
}

/** One series as the HTTP API writes it. */
export interface QueryResult {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: readonly [number, string];
  readonly values?: readonly (readonly [number, string])[];
}

/** The answer to a query. */
export type QueryData =
  | { readonly resultType: 'vector' | 'matrix'; readonly result: QueryResult[] }
  | { readonly resultType: 'scalar'; readonly result: readonly [number, string] };

/** One series of an answer, with numbers for values. */
export function toSeries({ metric, value, values }: QueryResult): Series {
  return { labels: metric, samples: (values ?? (value === undefined ? [] : [value])).map(sampleOf) };
}

/** One sample of an answer, with a number for a value. */
export function sampleOf([at, text]: readonly [number, string]): Sample {
  return [at, toNumber(text)];
}

// Number() knows no "+Inf".
function toNumber(text: string): number {
  return /^[+-]?Inf$/.test(text) ? Number(`${text}inity`) : Number(text);
}
