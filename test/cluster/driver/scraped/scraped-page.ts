/** A `/metrics` page: values by series, which are kept as they are written, `name{labels}`. */
export type Page = ReadonlyMap<string, number>;

/** Reads the samples of a page. Throws for a line that is no sample, and for a series that is on the page twice. */
export function parsePage(text: string): Page {
  const page = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const border = line.lastIndexOf(' ');
    const series = line.slice(0, border);
    if (border < 1) throw new Error(`Not a sample: ${line}`);
    if (page.has(series)) throw new Error(`Twice on one page: ${series}`);
    page.set(series, parseValue(line.slice(border + 1)));
  }
  return page;
}

/** The types of a page's families, by name. Throws for a family whose type is stated twice. */
export function parseTypes(text: string): Map<string, string> {
  const types = new Map<string, string>();
  for (const [, family = '', type = ''] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
    if (types.has(family)) throw new Error(`Stated twice on one page: ${family}`);
    types.set(family, type);
  }
  return types;
}

/** The value of one series; throws when the page has none. */
export function valueIn(page: Page, series: string): number {
  const value = page.get(series);
  if (value === undefined) throw new Error(`No ${series} on the page:\n${[...page.keys()].join('\n')}`);
  return value;
}

/** The sum over all series of one sample name, whatever their labels; 0 when there are none. */
export function totalOf(page: Page, name: string): number {
  return [...page].filter(([series]) => nameOf(series) === name).reduce((total, [, value]) => total + value, 0);
}

/** The series of one sample name. */
export function seriesOf(page: Page, name: string): string[] {
  return [...page.keys()].filter((series) => nameOf(series) === name);
}

/** The name of a series, without its labels. */
export function nameOf(series: string): string {
  return series.split('{', 1)[0] ?? series;
}

function parseValue(text: string): number {
  if (/^[+-]?Inf$/.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const value = Number(text);
  if (text === '' || (Number.isNaN(value) && text !== 'NaN')) throw new Error(`Not a value: ${text}`);
  return value;
}
