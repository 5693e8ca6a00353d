import type { Fixture } from './fixture.js';
import { waitFor } from './wait-for.js';

/** Ends the aggregator thread of the fixture `aggregator-dies`. Resolves when the thread has ended; the next one begins then. */
export async function endThread(fixture: Fixture): Promise<void> {
  const ends = () => fixture.output.split('"terminated":true').length;
  const before = ends();
  fixture.process.kill('SIGUSR2');
  await waitFor('the thread to end', () => ends() > before);
}
