import { type Check, invalidOption } from '../../src/shared/options/option-checks.js';

/**
 * Checks the URL of the published runbooks. An anchor follows it, in an annotation, which is a template of Prometheus:
 * neither `#` nor braces may be in it.
 */
export const checkRunbooksUrl: Check<string> = (name, value) => {
  if (typeof value === 'string' && /^https?:\/\/[^\s#{}]+$/.test(value) && URL.canParse(value)) return value;
  throw invalidOption(name, 'a URL that begins with `https://` or `http://`, without spaces, `#` and braces', value);
};
