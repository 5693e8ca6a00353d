import type { Fixture } from './fixture.js';
import { waitFor } from './wait-for.js';

/**
 * Waits until a fixture has ended by itself: nothing was left that kept it running.
 * @returns the object that the fixture had said last
 */
export async function lastWordsOf(fixture: Fixture): Promise<Record<string, unknown>> {
  await waitFor('the program to end', () => fixture.hasEnded);
  const said = await waitFor('its words', () => fixture.output.match(/^\{"fixture":true.*$/gm)?.at(-1));
  return JSON.parse(said);
}
