import * as assert from 'uvu/assert';
import type { Fixture } from '../fixture.js';
import { type Load, now } from './load.js';

/** Time by which the timer of a flush, or the look of the test's process at the clock, may be late. */
const LATENESS_MS = 100;

/**
 * Kills the worker of a slot with SIGKILL and waits for its successor.
 * @returns the number of requests that the kill may lose: what the worker had answered in the flush interval before its end
 */
export async function killWorker(fixture: Fixture, load: Load, slot: number, flushIntervalMs: number): Promise<number> {
  const pid = await fixture.readyPid(slot);
  const killedAt = now();
  process.kill(pid, 'SIGKILL');
  await fixture.readyPid(slot, pid);
  return load.answeredBetween(killedAt - flushIntervalMs - LATENESS_MS, now(), pid);
}

/** The answers of a worker that a flush has sent by now, however late its timer was: no kill may lose them. */
export function certainlyFlushed(load: Load, pid: number, flushIntervalMs: number): number {
  return load.answeredBetween(0, now() - flushIntervalMs - LATENESS_MS, pid);
}

/** Throws unless a total counts what was answered, less what kills may have lost, and nothing that was never requested. */
export function assertTotal(total: number, load: Load, mostLost: number): void {
  const figures = `${total} on the page, ${load.answered} answered, ${load.failed} failed, at most ${mostLost} lost`;
  assert.ok(total <= load.answered + load.failed, figures);
  assert.ok(total >= load.answered - mostLost, figures);
  // Else the bound above would say nothing.
  assert.ok(mostLost < load.answered, figures);
}
