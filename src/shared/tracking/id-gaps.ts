import type { IdRange } from '../frame/frame-format.js';

/** Returns the ranges of ids from 1 to `lastId` that contain none of the known ids. */
export function idGaps(known: Iterable<number>, lastId: number): IdRange[] {
  const gaps: IdRange[] = [];
  let next = 1;
  for (const id of [...known, lastId + 1].sort((a, b) => a - b)) {
    if (id > next) gaps.push({ from: next, to: id - 1 });
    next = id + 1;
  }
  return gaps;
}
