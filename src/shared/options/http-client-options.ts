import { buckets, positiveInteger } from './option-checks.js';
import { falseOrSection, type OptionSection } from './option-section.js';
import type { HttpClientOptions, ResolvedOptions } from './options.js';

/**
 * Checks the option `httpClient`, and fills in its defaults.
 * @param durationBuckets the default buckets, which are those of incoming requests
 */
export function resolveHttpClient(
  parent: OptionSection,
  durationBuckets: readonly number[],
): ResolvedOptions['httpClient'] {
  const given = parent.optional('httpClient', falseOrSection(KEYS));
  if (given === false) return false;
  return {
    durationBuckets: given?.optional('durationBuckets', buckets) ?? durationBuckets,
    maxOrigins: given?.optional('maxOrigins', positiveInteger) ?? 50,
  };
}

const KEYS = ['durationBuckets', 'maxOrigins'] as const satisfies readonly (keyof HttpClientOptions)[];
