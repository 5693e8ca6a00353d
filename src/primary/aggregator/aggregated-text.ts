import { formatValue, labelText, linePrefix } from './exposition.js';
import type { Contribution, Incarnation } from './incarnation.js';
import type { MergedFamily } from './merged-family.js';
import type { MergedSeries } from './merged-series.js';
import { type FamilySnapshot, runAggregator, type Sample } from './run-aggregator.js';

/** The lines of a family whose aggregator is not `sum`, merged over the living by prom-client itself; empty when it cannot. */
export function aggregatedText(family: MergedFamily): string {
  return samplesText(family.definition.name, runAggregator(aggregatorInput(family)));
}

/** What the living say of a family, in groups that an aggregator is to be run on one by one. */
export function aggregatorInput(family: MergedFamily): FamilySnapshot[][] {
  const { name, help, type, aggregator } = family.definition;
  return withoutCollisions(family).map((series) =>
    byIncarnation(series).map((contributions) => {
      return { name, help, type, aggregator, values: contributions.flatMap(samplesOf) };
    }),
  );
}

/** The lines of what an aggregator returned. */
export function samplesText(family: string, samples: readonly Sample[]): string {
  return samples.map((sample) => sampleText(family, sample)).join('');
}

/** Groups of series within which prom-client 15 keeps all apart: to it `{a:'1,b:2'}` and `{a:'1',b:'2'}` are the same. */
function withoutCollisions(family: MergedFamily): MergedSeries[][] {
  const groups: MergedSeries[][] = [];
  const seen = new Map<string, number>();
  for (const series of family.series.values()) {
    const hash = series.labels.map(([name, value]) => `${name}:${value}`).join();
    const group = seen.get(hash) ?? 0;
    seen.set(hash, group + 1);
    groups[group] ??= [];
    groups[group].push(series);
  }
  return groups;
}

/** In the order of the slots, so that `first` is the first worker. */
function byIncarnation(series: readonly MergedSeries[]): Contribution[][] {
  const grouped = new Map<Incarnation, Contribution[]>();
  for (const contribution of series.flatMap(({ holders }) => holders)) {
    if (!contribution.stated) continue;
    const group = grouped.get(contribution.incarnation);
    if (group) group.push(contribution);
    else grouped.set(contribution.incarnation, [contribution]);
  }
  return [...grouped].sort(([a], [b]) => a.slot - b.slot || a.number - b.number).map(([, group]) => group);
}

/** One series as prom-client's `getMetricsAsJSON` gives it. */
function samplesOf({ series, incarnation, at }: Contribution): Sample[] {
  const { quantiles, lines, definition } = series.family;
  return [...quantiles, ...lines].map(({ name, own, component }) => {
    const sample = { labels: Object.fromEntries([...series.labels, ...own]), value: incarnation.value(at + component) };
    return name === definition.name ? sample : { ...sample, metricName: name };
  });
}

function sampleText(family: string, { metricName = family, labels, value }: Sample): string {
  const pairs = Object.entries(labels).map(([name, text]) => [name, String(text)] as const);
  return `${linePrefix({ name: metricName, own: [], component: 0 }, labelText(pairs))}${formatValue(value)}\n`;
}
