import type { FrameChunks } from '../frame/frame-chunks.js';
import { idGaps } from './id-gaps.js';
import { type SeriesState, SUSPENDED } from './tracked-series.js';

/** Writes the values of a series, and the definitions that were not sent in this epoch. Suspended series have no values. */
export function writeSeries(series: SeriesState, values: Float64Array, epoch: number, chunks: FrameChunks): void {
  series.isDirty = false;
  if (series.isRemoved || series.isSuspended) return;
  const { family } = series;
  if (family.sentIn !== epoch) chunks.next().family(family.id, family.definition);
  if (series.sentIn !== epoch) chunks.next().series(series.id, family.id, series.labels);
  chunks.next().update(series.id, values, series.offset, family.width);
  family.sentIn = epoch;
  series.sentIn = epoch;
}

/**
 * Writes what frames that did not arrive may have taken off the page: the ranges of ids without a living series or family, and the
 * suspended series. A family without series is sent again with its next series.
 */
export function writeAbsent(live: ReadonlySet<SeriesState>, lastId: number, chunks: FrameChunks): void {
  const living = new Set([...live].flatMap(({ id, family }) => [id, family.id]));
  for (const { from, to } of idGaps(living, lastId)) chunks.next().gone(from, to);
  for (const { id, sentIn } of live) if (sentIn === SUSPENDED) chunks.next().suspended(id);
}
