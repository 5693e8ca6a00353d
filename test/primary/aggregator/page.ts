/**
 * Samples of a page by name and sorted labels. Throws at a line that the text format does not allow, or a series twice. As for
 * Prometheus, a label with an empty value is no label.
 */
export function parsePage(text: string): Map<string, number> {
  const samples = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const match = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (NaN|[+-]Inf|-?[\d.]+(?:e[+-]?\d+)?)$/s.exec(line);
    if (!match) throw new Error(`not a sample: ${line}`);
    const key = sampleKey(match[1] ?? '', parseLabels(match[2] ?? ''));
    if (samples.has(key)) throw new Error(`twice on the page: ${line}`);
    samples.set(key, parseValue(match[3] ?? ''));
  }
  return samples;
}

/** One text for a name and labels in any order. */
export function sampleKey(name: string, labels: Iterable<readonly [string, string | number]>): string {
  const pairs = Array.from(labels, ([label, value]) => [label, String(value)]);
  return `${name} ${JSON.stringify(pairs.sort(([a = ''], [b = '']) => (a < b ? -1 : 1)))}`;
}

function parseLabels(text: string): [string, string][] {
  const labels: [string, string][] = [];
  let rest = text;
  while (rest !== '') {
    const match = /^([a-zA-Z_]\w*)="((?:[^"\\]|\\["\\n])*)"(?:,|$)/s.exec(rest);
    if (!match) throw new Error(`not labels: ${rest}`);
    const value = (match[2] ?? '').replace(/\\(.)/g, (_, char) => (char === 'n' ? '\n' : char));
    if (value !== '') labels.push([match[1] ?? '', value]);
    rest = rest.slice(match[0].length);
  }
  return labels;
}

function parseValue(text: string): number {
  if (text === '+Inf') return Number.POSITIVE_INFINITY;
  return text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text);
}
