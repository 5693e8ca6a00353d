import { setTimeout as delay } from 'node:timers/promises';

/** Time after which a condition that should have come true has failed. */
const PATIENCE_MS = 60_000;
const LOOK_MS = 20;

/**
 * Looks again and again until the condition holds.
 * @param what the condition in words, for the error
 * @returns the condition's first value that is neither undefined nor false
 * @throws what the condition throws, and an error that names `what` after `patienceMs`
 */
export async function waitFor<T>(
  what: string,
  condition: () => T | Promise<T>,
  patienceMs = PATIENCE_MS,
): Promise<Exclude<T, undefined | false>> {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    const value = await condition();
    if (value !== undefined && value !== false) return value as Exclude<T, undefined | false>;
    await delay(LOOK_MS);
  }
  throw new Error(`Waited ${patienceMs} ms in vain for ${what}.`);
}
