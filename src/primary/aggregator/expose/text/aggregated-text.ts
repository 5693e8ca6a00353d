import { type FamilyShare, type JsonSample, runAggregator } from '../../../protocol/prom-client-aggregation.js';
import type { Holder } from '../../state/holder-lists.js';
import type { MergedFamily } from '../../state/merged-family.js';
import type { SeriesTable } from '../../state/series-table.js';
import type { Incarnation } from '../../state/worker-numbers.js';
import { formatValue, labelText, linePrefix } from './text-format.js';

/** The lines of a family whose aggregator is not `sum`, merged over the living by prom-client itself; empty when it cannot. */
export function aggregatedText(family: MergedFamily, table: SeriesTable): string {
  return samplesText(family.definition.name, runAggregator(aggregatorInput(family, table)));
}

/** What the living say of a family, in groups that an aggregator is to be run on one by one. */
export function aggregatorInput(family: MergedFamily, table: SeriesTable): FamilyShare[][] {
  const { name, help, type, aggregator } = family.definition;
  return withoutCollisions(family, table).map((series) =>
    byIncarnation(series, table).map((holders) => {
      const values = holders.flatMap((holder) => samplesOf(holder, table));
      return { name, help, type, aggregator, values };
    }),
  );
}

/** The lines of what an aggregator returned. */
export function samplesText(family: string, samples: readonly JsonSample[]): string {
  return samples.map((sample) => sampleText(family, sample)).join('');
}

/** Groups of series within which prom-client 15 keeps all apart: to it `{a:'1,b:2'}` and `{a:'1',b:'2'}` are the same. */
function withoutCollisions(family: MergedFamily, table: SeriesTable): number[][] {
  const groups: number[][] = [];
  const seen = new Map<string, number>();
  for (const series of family.series.values()) {
    const hash = table
      .labels(series)
      .map(([name, value]) => `${name}:${value}`)
      .join();
    const group = seen.get(hash) ?? 0;
    seen.set(hash, group + 1);
    groups[group] ??= [];
    groups[group].push(series);
  }
  return groups;
}

/** In the order of the slots, so that `first` is the first worker. */
function byIncarnation(series: readonly number[], table: SeriesTable): Holder[][] {
  const grouped = new Map<Incarnation, Holder[]>();
  for (const holder of series.flatMap((one) => table.holders.of(one))) {
    if (!holder.incarnation.isStated(holder.at)) continue;
    const group = grouped.get(holder.incarnation);
    if (group) group.push(holder);
    else grouped.set(holder.incarnation, [holder]);
  }
  return [...grouped].sort(([a], [b]) => a.slot - b.slot || a.number - b.number).map(([, group]) => group);
}

/** One series as prom-client's `getMetricsAsJSON` gives it. */
function samplesOf({ incarnation, at }: Holder, table: SeriesTable): JsonSample[] {
  const series = incarnation.seriesAt(at);
  const { quantiles, lines, definition } = table.family(series);
  const labels = table.labels(series);
  return [...quantiles, ...lines].map(({ name, own, component }) => {
    const sample = { labels: Object.fromEntries([...labels, ...own]), value: incarnation.value(at + component) };
    return name === definition.name ? sample : { ...sample, metricName: name };
  });
}

function sampleText(family: string, { metricName = family, labels, value }: JsonSample): string {
  const pairs = Object.entries(labels).map(([name, text]) => [name, String(text)] as const);
  return `${linePrefix({ name: metricName, own: [], component: 0 }, labelText(pairs))}${formatValue(value)}\n`;
}
