import { PromClusterError } from '../errors.js';
import { isLabelName, isMetricName } from '../model/family.js';
import { libraryLabels } from '../model/reserved-names.js';
import { givenProperties, invalidOption, optionName } from './given-values.js';
import type { Check } from './option-checks.js';

/** Checks for labels by name, and copies them. A finite number becomes its text, as in prom-client's `setDefaultLabels`. */
export const constantLabels: Check<Readonly<Record<string, string>>> = (name, value) => {
  const given = [...givenProperties(name, value, labelNameProblem)].filter(([, label]) => label !== undefined);
  if (given.length > MAX_LABELS) throw invalidOption(name, `at most ${MAX_LABELS} labels`, value);
  return Object.fromEntries(given.map(([label, text]) => [label, labelValue(optionName(name, label), text)]));
};

/**
 * Makes the check for the text in front of the names of runtime metrics.
 * @param isTaken whether a name is that of another family of the library
 * @param names the names of the runtime metrics without a prefix
 */
export function runtimePrefix(isTaken: (name: string) => boolean, names: readonly string[]): Check<string> {
  return (name, value) => {
    if (value === '') return value;
    if (typeof value !== 'string' || !isMetricName(value) || value.includes(':'))
      throw invalidOption(name, 'letters, digits and `_` that do not begin with a digit', value);
    if (value.length > MAX_LENGTH) throw invalidOption(name, `at most ${MAX_LENGTH} characters`, value);
    if (names.some((each) => isTaken(value + each)))
      throw invalidOption(name, 'none that makes names which the library has already', value);
    return value;
  };
}

/** Maximum number of labels. Each line of the page about the library's own metrics has all of them. */
const MAX_LABELS = 20;

/** Maximum length of a name or prefix, in characters. */
const MAX_LENGTH = 100;

/** Maximum length of a label's value, in characters. The name of a pod has up to 253. */
const MAX_VALUE_LENGTH = 300;

/** The labels that Prometheus gives to each target itself. */
const TARGET_LABELS = ['job', 'instance'];

/** Why a label cannot be set. undefined if it can. */
function labelNameProblem(label: string, where: string): PromClusterError | undefined {
  if (!isLabelName(label) || label.startsWith('__') || label.length > MAX_LENGTH) {
    const expected = `a name of at most ${MAX_LENGTH} letters, digits and \`_\` that begins neither with a digit nor with \`__\``;
    return invalidOption(`the name of a label in ${where}`, expected, label);
  }
  if (TARGET_LABELS.includes(label)) {
    const remedy = 'Set it in the configuration of Prometheus, which would call this one';
    return wrong(
      `The label \`${label}\` in \`${where}\` is one that Prometheus sets. ${remedy} \`exported_${label}\`.`,
    );
  }
  if (!libraryLabels().includes(label)) return undefined;
  return wrong(
    `The label \`${label}\` in \`${where}\` is one that the library's metrics have already: choose another name.`,
  );
}

function labelValue(name: string, value: unknown): string {
  const text = typeof value === 'number' && Number.isFinite(value) ? `${value}` : value;
  if (typeof text !== 'string' || text === '')
    throw invalidOption(name, 'a non-empty string or a finite number', value);
  if (text.length > MAX_VALUE_LENGTH) throw invalidOption(name, `at most ${MAX_VALUE_LENGTH} characters`, value);
  // Half of a surrogate pair has no UTF-8: the page would show U+FFFD.
  if (/\p{Cs}/u.test(text)) throw invalidOption(name, 'a text without halves of surrogate pairs', value);
  return text;
}

function wrong(message: string): PromClusterError {
  return new PromClusterError('ERR_INVALID_OPTION', message);
}
