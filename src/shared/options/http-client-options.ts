import { invalidOption } from './given-values.js';
import { buckets, type Check, positiveInteger } from './option-checks.js';
import { OptionSection } from './option-section.js';
import type { HttpClientOptions, ResolvedOptions } from './options.js';

/**
 * Checks the option `httpClient`, and fills in its defaults.
 * @param durationBuckets the default buckets, which are those of incoming requests
 */
export function resolveHttpClient(
  parent: OptionSection,
  durationBuckets: readonly number[],
): ResolvedOptions['httpClient'] {
  const given = parent.optional('httpClient', falseOrSection);
  if (given === false) return false;
  return {
    durationBuckets: given?.optional('durationBuckets', buckets) ?? durationBuckets,
    maxOrigins: given?.optional('maxOrigins', positiveInteger) ?? 50,
  };
}

const KEYS = ['durationBuckets', 'maxOrigins'] as const satisfies readonly (keyof HttpClientOptions)[];

const falseOrSection: Check<false | OptionSection> = (name, value) => {
  if (value === false) return false;
  if (typeof value === 'object' && value !== null) return new OptionSection(name, value, KEYS);
  throw invalidOption(name, '`false` or an object', value);
};
