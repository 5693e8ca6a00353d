import { aggregatedText, samplesText } from './aggregated-text.js';
import { familyHead, formatValue, labelText, linePrefix, workerLabel } from './exposition.js';
import type { Contribution } from './incarnation.js';
import { totalOf } from './ledger.js';
import type { MergedFamily } from './merged-family.js';
import type { MergedSeries } from './merged-series.js';
import type { Sample } from './run-aggregator.js';

/** The family's part of the page; empty when it has nothing to show. Only what changed is rendered again. */
export function familyText(family: MergedFamily, totals: Float64Array): string {
  if (!family.changed || family.isAggregatedElsewhere) return family.text;
  family.changed = false;
  const body = family.rule === 'aggregate' ? aggregatedText(family) : mergedText(family, totals);
  family.text = body === '' ? '' : familyHead(family.definition) + body;
  return family.text;
}

/** Puts in the place of a family's text what its aggregator returned where the app had defined it. */
export function setAggregatedText(family: MergedFamily, samples: readonly Sample[]): void {
  const body = samplesText(family.definition.name, samples);
  family.text = body === '' ? '' : familyHead(family.definition) + body;
}

/** The lines of one incarnation's own series, without a `worker` label. */
export function contributionText({ incarnation, series, at, stated }: Contribution): string {
  if (!stated) return '';
  const labels = labelText(series.labels);
  let text = '';
  for (const line of [...series.family.quantiles, ...series.family.lines]) {
    text += `${linePrefix(line, labels)}${formatValue(incarnation.value(at + line.component))}\n`;
  }
  return text;
}

function mergedText(family: MergedFamily, totals: Float64Array): string {
  const texts: string[] = [];
  for (const series of family.series.values()) {
    if (series.changed) {
      series.text = family.rule === 'total' ? totalText(series, totals) : livingText(series);
      series.changed = false;
    }
    texts.push(series.text);
  }
  return texts.join('');
}

function totalText(series: MergedSeries, totals: Float64Array): string {
  if (!series.counted) return '';
  const { lines } = series.family;
  const prefixes = prefixesOf(series);
  let text = series.family.quantiles.length === 0 ? '' : quantileText(series);
  for (let index = 0; index < lines.length; index++) {
    const component = lines[index]?.component ?? 0;
    const total = totals[series.totalsAt + component * 2] ?? 0;
    const value = series.irregular === 0 ? total : totalOf(series.holders, total, component);
    text += `${prefixes[index]}${formatValue(value)}\n`;
  }
  return text;
}

/** Quantiles cannot be merged, so each slot shows its own: those of its newest incarnation. */
function quantileText({ holders, labels, family }: MergedSeries): string {
  let text = '';
  const stated = holders.filter((holder) => holder.stated);
  stated.forEach(({ incarnation, at }, index) => {
    if (stated[index + 1]?.incarnation.slot === incarnation.slot) return;
    const own = labelText(labels, workerLabel(incarnation.slot));
    for (const line of family.quantiles) {
      text += `${linePrefix(line, own)}${formatValue(incarnation.value(at + line.component))}\n`;
    }
  });
  return text;
}

function livingText(series: MergedSeries): string {
  const isNewest = series.family.rule === 'newest';
  let value: number | undefined;
  for (const { stated, incarnation, at } of series.holders) {
    if (!stated) continue;
    const own = incarnation.numbers.values[at] ?? 0;
    value = isNewest ? own : (value ?? 0) + own;
  }
  return value === undefined ? '' : `${prefixesOf(series)[0]}${formatValue(value)}\n`;
}

function prefixesOf(series: MergedSeries): readonly string[] {
  if (series.prefixes) return series.prefixes;
  const labels = labelText(series.labels, series.slot === undefined ? undefined : workerLabel(series.slot));
  series.prefixes = series.family.lines.map((line) => linePrefix(line, labels));
  return series.prefixes;
}
