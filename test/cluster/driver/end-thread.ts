import type { Fixture } from './fixture.js';
import { waitFor } from './wait-for.js';

/** Ends the aggregator thread of the fixture `aggregator-dies`. Resolves when the thread has ended; the next one begins then. */
export async function endThread(fixture: Fixture): Promise<void> {
  const ends = () => fixture.output.split('"terminated":true').length;
  const before = ends();
  fixture.process.kill('SIGUSR2');
  await waitFor('the thread to end', () => ends() > before);
}

/** The page, or undefined while no thread serves it. */
export function textIfServed(fixture: Fixture): Promise<string | undefined> {
  return fixture.scrapeText().catch(isRefused);
}

function isRefused(error: { code?: string }): undefined {
  if (!/ECONNREFUSED|ECONNRESET|UND_ERR_SOCKET/.test(String(error.code))) throw error;
}
