import type { Fixture } from './fixture.js';

/** The page, or undefined while no thread serves it. */
export function textIfServed(fixture: Fixture): Promise<string | undefined> {
  return fixture.scrapeText().catch(isRefused);
}

function isRefused(error: { code?: string }): undefined {
  if (!/ECONNREFUSED|ECONNRESET|UND_ERR_SOCKET/.test(String(error.code))) throw error;
}
