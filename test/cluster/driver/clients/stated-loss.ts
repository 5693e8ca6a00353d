import * as assert from 'uvu/assert';
import type { Load } from './load.js';

/** The page counts what was answered, less what kills may have lost at most, and nothing that was never asked. */
export function assertTotal(total: number, load: Load, mostLost: number): void {
  const told = `${total} on the page, ${load.answered} answered, ${load.failed} failed, at most ${mostLost} lost`;
  assert.ok(total <= load.answered + load.failed, told);
  assert.ok(total >= load.answered - mostLost, told);
  // Else the bound above would say nothing.
  assert.ok(mostLost < load.answered, told);
}
