import { isClusterFamilyName } from '../../src/shared/model/reserved-names.js';
import { runtimeNames } from '../../src/shared/model/runtime-names.js';
import { runtimePrefix } from '../../src/shared/options/name-checks.js';
import type { Check } from '../../src/shared/options/option-checks.js';

const NAMES = runtimeNames({ prefix: '', allocation: true });

/** Checks the option `runtime.prefix` of the cluster that the files are for. */
export const checkRuntimePrefix: Check<string> = runtimePrefix((name) => isClusterFamilyName(name, ''), NAMES);

/** Puts a prefix in front of each name of a runtime metric in a text. */
export function withRuntimePrefix(text: string, prefix: string): string {
  return prefix === '' ? text : text.replace(RUNTIME_METRIC, `${prefix}$&`);
}

/**
 * The whole name of a runtime metric, or of samples of a histogram. A name that is part of a longer one is another:
 * `instance:process_open_fds:max_ratio` is what a rule records.
 */
const RUNTIME_METRIC = new RegExp(`(?<![\\w:])(?:${NAMES.join('|')})(?:_bucket|_sum|_count)?(?![\\w:])`, 'g');
