/** One sample of a page: a line that is no comment. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** Name and labels as the page writes them. */
  readonly series: string;
}

const LINE = /^([A-Za-z_:][\w:]*)(\{(?:[^"}]|"(?:\\.|[^"\\])*")*\})? (\S+)/;
const LABEL = /(\w+)="((?:\\.|[^"\\])*)"/g;

/**
 * Reads the samples of a page in either format, in their order. A strict parser would refuse a wrong page; this one keeps
 * a series that stands there twice, and reads a misspelt NaN as NaN.
 */
export function samplesOf(text: string): Sample[] {
  return text.split('\n').flatMap((line) => {
    const [, name, labels = '', value = ''] = LINE.exec(line) ?? [];
    if (name === undefined) return [];
    return [{ name, labels: labelsOf(labels), value: numberOf(value), series: name + labels }];
  });
}

/** The samples of one name. */
export function named(samples: readonly Sample[], name: string): Sample[] {
  return samples.filter((sample) => sample.name === name);
}

/** The sum over all samples of one name, whatever their labels; undefined when there are none. */
export function totalOf(samples: readonly Sample[], name: string): number | undefined {
  const found = named(samples, name);
  return found.length === 0 ? undefined : found.reduce((total, { value }) => total + value, 0);
}

/** The series that stand more than once on a page, as the page writes them. The order of labels makes no difference. */
export function duplicates(samples: readonly Sample[]): string[] {
  const seen = new Set<string>();
  const twice = samples.filter(({ name, labels }) => {
    const key = JSON.stringify([name, Object.entries(labels).sort()]);
    return seen.has(key) || !seen.add(key);
  });
  return [...new Set(twice.map(({ series }) => series))];
}

/** Samples on one line, as the page writes them. */
export function shown(samples: readonly Sample[]): string {
  return samples.length === 0 ? 'nothing' : samples.map(({ series, value }) => `${series} ${value}`).join(', ');
}

function labelsOf(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(LABEL)].map(([, name = '', value = '']) => [name, value]));
}

function numberOf(text: string): number {
  return /^[+-]?Inf$/.test(text) ? Number(text.replace('Inf', 'Infinity')) : Number(text);
}
