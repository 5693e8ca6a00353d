import type { IdRange } from '../frame/frame-format.js';

/** The ranges of ids, from 1 up to the last one that was given out, in which there is none of those that are known. */
export function idGaps(known: Iterable<number>, lastId: number): IdRange[] {
  const gaps: IdRange[] = [];
  let next = 1;
  for (const id of [...known, lastId + 1].sort((a, b) => a - b)) {
    if (id > next) gaps.push({ from: next, to: id - 1 });
    next = id + 1;
  }
  return gaps;
}
