import { invalidOption } from '../../src/shared/options/given-values.js';
import type { Check } from '../../src/shared/options/option-checks.js';

/**
 * Checks the URL of the published runbooks. Each alert adds an anchor and has the URL in an annotation, a Prometheus template:
 * the URL may have neither `#` nor braces.
 */
export const checkRunbooksUrl: Check<string> = (name, value) => {
  if (typeof value === 'string' && /^https?:\/\/[^\s#{}]+$/.test(value) && URL.canParse(value)) return value;
  throw invalidOption(name, 'a URL that begins with `https://` or `http://`, without spaces, `#` and braces', value);
};
