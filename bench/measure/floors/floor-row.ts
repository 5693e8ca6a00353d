import type { Effort } from '../../costs/measurement.js';
import { median } from '../../costs/quantiles.js';
import { interleave, type Measure } from '../../costs/rounds.js';
import type { Row } from '../../report/row.js';

/** Messages of one round, and the number of rounds, of a floor that is a message. */
const EFFORT = { full: { rounds: 9, messages: 50 }, quick: { rounds: 1, messages: 2 } };

/**
 * Measures what Node itself takes for a message of each size.
 * @param work makes a round of messages of a size, whose cost is the time of one message in us
 */
export async function floorRows(
  name: string,
  sizes: readonly number[],
  effort: Effort,
  work: (bytes: number, messages: number) => Measure,
): Promise<Row[]> {
  const { rounds, messages } = EFFORT[effort];
  const rows: Row[] = [];
  for (const bytes of sizes) {
    const { bare } = await interleave(rounds, { bare: work(bytes, messages) });
    rows.push({
      group: 'floor',
      name,
      unit: 'us',
      params: { bytes },
      ours: null,
      peers: { bare: median(bare) },
      note: 'what Node itself takes; no part of ours alone does only this',
    });
  }
  return rows;
}
