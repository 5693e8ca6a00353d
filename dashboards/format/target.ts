import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';

/** The name of a panel's query, derived from its place. Grafana tells answers apart by this name. The SDK sets none. */
export function refIdOf(place: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + place);
}

/** A query over the time that is shown. */
export function overTime(expr: string, legend: string, place: number): Builder<Dataquery> {
  return new DataqueryBuilder().expr(expr).legendFormat(legend).range().refId(refIdOf(place));
}

/** A query of the buckets of a histogram, over the time that is shown. */
export function buckets(expr: string): Builder<Dataquery> {
  const target = new DataqueryBuilder().expr(expr).legendFormat('{{le}}').range().refId(refIdOf(0));
  return target.format(PromQueryFormat.Heatmap);
}

/** A query of the end of the time that is shown, for a column of a table. */
export function atItsEnd(expr: string, place: number): Builder<Dataquery> {
  return new DataqueryBuilder().expr(expr).instant().format(PromQueryFormat.Table).refId(refIdOf(place));
}
