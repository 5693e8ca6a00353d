import type { FamilyShare, JsonSample } from '../../protocol/prom-client-aggregation.js';
import type { Holder } from '../state/holder-lists.js';
import type { MergedFamily } from '../state/merged-family.js';
import type { SeriesTable } from '../state/series-table.js';
import type { WorkerNumbers } from '../state/worker-numbers.js';
import { type SampleTemplate, sampleTemplates } from './sample-templates.js';

/** The values of a family in the living workers, in groups. prom-client's aggregator runs on one group after the other. */
export function aggregatorInput(family: MergedFamily, table: SeriesTable): FamilyShare[][] {
  const { name, help, type, aggregator } = family.definition;
  const { quantiles, merged } = sampleTemplates(family.definition);
  const templates = [...quantiles, ...merged];
  return withoutCollisions(family, table).map((series) =>
    byCopy(series, table).map((holders) => {
      const values = holders.flatMap((holder) => samplesOf(name, templates, holder, table));
      return { name, help, type, aggregator, values };
    }),
  );
}

/**
 * Splits the series into groups, in each of which prom-client 15 distinguishes all series. It takes `{a:'1,b:2'}` and
 * `{a:'1',b:'2'}` for one series.
 */
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

/**
 * Groups the holders of some series by worker, in the order of the slots. So the aggregator `first` takes the first worker. Copies of the
 * family in one worker are groups of their own, as if they were in several workers.
 */
function byCopy(series: readonly number[], table: SeriesTable): Holder[][] {
  const grouped = new Map<WorkerNumbers, Map<number, Holder[]>>();
  for (const holder of series.flatMap((one) => table.holders.of(one))) {
    const { worker, at } = holder;
    if (!worker.hasValue(at)) continue;
    const copies = grouped.get(worker) ?? new Map<number, Holder[]>();
    grouped.set(worker, copies);
    const copy = copies.get(worker.declarationAt(at));
    if (copy) copy.push(holder);
    else copies.set(worker.declarationAt(at), [holder]);
  }
  return [...grouped]
    .sort(([a], [b]) => a.slot - b.slot || a.incarnation - b.incarnation)
    .flatMap(([, copies]) => [...copies].sort(([a], [b]) => a - b).map(([, group]) => group));
}

/** The samples of one worker's series, as prom-client's `getMetricsAsJSON` writes them. */
function samplesOf(
  family: string,
  templates: readonly SampleTemplate[],
  { worker, at }: Holder,
  table: SeriesTable,
): JsonSample[] {
  const labels = table.labels(worker.seriesAt(at));
  return templates.map(({ name, boundLabels, component }) => {
    const sample = { labels: Object.fromEntries([...labels, ...boundLabels]), value: worker.value(at + component) };
    return name === family ? sample : { ...sample, metricName: name };
  });
}
